import { copyFileSync } from "node:fs";
import { check, copiesOfModule, inBrowser, output, run, serve } from "../harness/index.mjs";

await check({
  "Bun, run": () => run("bun", "run.js"),
  async "Bun, built for browsers"() {
    run("bun", "build", "main.js", "--minify", "--outdir", "dist/web");
    copyFileSync("index.html", "dist/web/index.html");
    copiesOfModule("dist/web");
    return inBrowser(await serve("dist/web"));
  },
  "Bun, built for Node"() {
    run("bun", "build", "run.js", "--target", "node", "--outfile", "dist/node/run.mjs");
    copiesOfModule("dist/node");
    return output(process.execPath, "dist/node/run.mjs");
  },
});
