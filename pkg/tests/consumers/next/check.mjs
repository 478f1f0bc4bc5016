import { rmSync } from "node:fs";
import { check, copiesOfModule, inBrowser, run, started } from "../harness/index.mjs";

function built(bundler) {
  rmSync(".next", { recursive: true, force: true });
  run("next", "build", `--${bundler}`);
  copiesOfModule(".next/static");
  return started("next", "start", "--hostname", "127.0.0.1", "--port", "0");
}

async function pages(address) {
  return [await inBrowser(`${address}/server`), await inBrowser(`${address}/client`)];
}

await check({
  async "Next.js with Turbopack: server component, client component, edge route"() {
    const address = await built("turbopack");
    const edge = await fetch(`${address}/edge`);
    return [await edge.text(), ...(await pages(address))];
  },
  async "Next.js with webpack: server component, client component"() {
    // Next.js 16 builds no edge route with webpack, whatever is in it: it misses a manifest of its own.
    rmSync("app/edge", { recursive: true });
    return pages(await built("webpack"));
  },
});
