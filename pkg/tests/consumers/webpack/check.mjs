import { copyFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import webpack from "webpack";
import { check, copiesOfModule, inBrowser, output, serve } from "../harness/index.mjs";

async function build(options) {
  const stats = await promisify(webpack)({ mode: "production", context: process.cwd(), ...options });
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
}

await check({
  async "webpack 5, web"() {
    await build({ target: "web", entry: "./main.js", output: { path: resolve("dist/web") } });
    copyFileSync("index.html", "dist/web/index.html");
    copiesOfModule("dist/web");
    return inBrowser(await serve("dist/web"));
  },
  async "webpack 5, Node"() {
    await build({ target: "node", entry: "./node.js", output: { path: resolve("dist/node"), filename: "node.cjs" } });
    copiesOfModule("dist/node");
    return output(process.execPath, "dist/node/node.cjs");
  },
});
