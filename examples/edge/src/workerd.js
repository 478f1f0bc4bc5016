/** The built worker in workerd, the runtime of Cloudflare's edge, on this machine. */
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

export function workerd(options = {}) {
  return new Miniflare({
    modules: true,
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    scriptPath: fileURLToPath(new URL("../dist/worker.js", import.meta.url)),
    compatibilityDate: "2026-07-01",
    ...options,
  });
}
