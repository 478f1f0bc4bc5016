import { check, copiesOfModule, inBrowser, run, serve } from "../harness/index.mjs";

const POLICY = { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" };

function built(folder) {
  run("esbuild", `${folder}/*.js`, `${folder}/*.html`, "--loader:.html=copy", "--bundle", "--format=esm", `--outdir=dist/${folder}`);
  copiesOfModule(`dist/${folder}`);
  return `dist/${folder}`;
}

await check({
  "A plain page, no bundler": async () => inBrowser(await serve(".")),
  "A plain page in Firefox ESR": async () => inBrowser(await serve("."), "firefox"),
  "A page under a Content-Security-Policy": async () => inBrowser(await serve(built("strict"), { headers: POLICY })),
  "A Web Worker": async () => inBrowser(await serve(built("worker"))),
});
