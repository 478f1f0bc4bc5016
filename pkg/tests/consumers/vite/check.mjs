import { readFileSync } from "node:fs";
import { createServer } from "vite";
import { check, copiesOfModule, inBrowser, run, serve, started } from "../harness/index.mjs";

const cart = JSON.parse(readFileSync("cart.json", "utf8"));
const quoteIn = (html) => html.replaceAll(/<\/?output>/g, "");

await check({
  async "Vite, built"() {
    run("vite", "build", "--outDir", "dist/web");
    copiesOfModule("dist/web");
    return inBrowser(await serve("dist/web"));
  },
  async "Vite, development server"() {
    return inBrowser(await started("vite", "--host", "127.0.0.1", "--port", "0"));
  },
  async "Vite SSR, built, all in one file"() {
    run("vite", "build", "--ssr", "server.js", "--outDir", "dist/server", "--config", "noexternal.config.js");
    copiesOfModule("dist/server");
    const { render } = await import(`${process.cwd()}/dist/server/server.js`);
    return quoteIn(await render(cart));
  },
  async "Vite SSR, development server"() {
    const server = await createServer({ server: { middlewareMode: true }, appType: "custom", logLevel: "error" });
    const { render } = await server.ssrLoadModule("/server.js");
    return quoteIn(await render(cart));
  },
});
