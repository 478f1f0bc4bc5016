import { copyFileSync } from "node:fs";
import { check, copiesOfModule, inBrowser, run, serve } from "../harness/index.mjs";

await check({
  async Rollup() {
    run("rollup", "--config");
    copyFileSync("index.html", "dist/index.html");
    copiesOfModule("dist");
    return inBrowser(await serve("dist"));
  },
});
