import { copyFileSync } from "node:fs";
import { check, copiesOfModule, inBrowser, output, run, serve } from "../harness/index.mjs";

await check({
  async "esbuild, browser"() {
    run("esbuild", "main.js", "--bundle", "--minify", "--format=esm", "--outdir=dist/web");
    copyFileSync("index.html", "dist/web/index.html");
    copiesOfModule("dist/web");
    return inBrowser(await serve("dist/web"));
  },
  "esbuild, Node"() {
    run("esbuild", "node.js", "--bundle", "--platform=node", "--format=esm", "--outfile=dist/node/node.mjs");
    copiesOfModule("dist/node");
    return output(process.execPath, "dist/node/node.mjs");
  },
});
