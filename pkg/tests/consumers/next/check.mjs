import { check, inBrowser, run, started } from "../harness/index.mjs";

async function inNext(bundler) {
  run("next", "build", `--${bundler}`);
  const address = await started("next", "start", "--hostname", "127.0.0.1", "--port", "0");
  const edge = await fetch(`${address}/edge`);
  return [await inBrowser(`${address}/server`), await inBrowser(`${address}/client`), await edge.text()];
}

await check({
  "Next.js with Turbopack: server component, client component, edge route": () => inNext("turbopack"),
  "Next.js with webpack: server component, client component, edge route": () => inNext("webpack"),
});
