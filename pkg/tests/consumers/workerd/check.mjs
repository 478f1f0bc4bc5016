import { Miniflare } from "miniflare";
import { check, copiesOfModule, run } from "../harness/index.mjs";

await check({
  async "workerd, through Miniflare"() {
    // The conditions under which Cloudflare's own tool bundles.
    run(
      "esbuild",
      "worker.js",
      "--bundle",
      "--format=esm",
      "--conditions=workerd,worker,browser",
      "--loader:.wasm=copy",
      "--outdir=dist",
    );
    copiesOfModule("dist");
    const worker = new Miniflare({
      modules: true,
      modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
      scriptPath: "dist/worker.js",
      compatibilityDate: "2026-07-01",
    });
    const answer = await worker.dispatchFetch("http://localhost/");
    const text = await answer.text();
    await worker.dispose();
    return text;
  },
});
