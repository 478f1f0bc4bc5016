import { check, copiesOfModule, inBrowser, output, run, serve, started } from "../harness/index.mjs";

await check({
  async "landfall/slim with its engine placed by Vite"() {
    run("vite", "build");
    copiesOfModule("dist");
    return inBrowser(await serve("dist"));
  },
  async "landfall/slim in Vite's development server"() {
    return inBrowser(await started("vite", "--host", "127.0.0.1", "--port", "0"));
  },
  "landfall/slim with its engine read by Node": () => output(process.execPath, "node.js"),
});
