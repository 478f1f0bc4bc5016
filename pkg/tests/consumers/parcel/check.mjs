import { check, copiesOfModule, inBrowser, run, serve } from "../harness/index.mjs";

await check({
  async Parcel() {
    run("parcel", "build", "index.html", "--public-url", "./", "--no-cache", "--no-source-maps");
    copiesOfModule("dist");
    return inBrowser(await serve("dist"));
  },
});
