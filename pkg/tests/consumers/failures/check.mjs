import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { check, inBrowser, run, serve } from "../harness/index.mjs";

const BUTTON = "button";

run("esbuild", "main.js", "index.html", "--loader:.html=copy", "--bundle", "--format=esm", "--outdir=dist");

/** The built page, beside a snapshot that `spoil` has changed. */
async function page(spoil = () => {}, headers = {}) {
  rmSync("dist/snapshot", { recursive: true, force: true });
  cpSync(process.env.LANDFALL_SNAPSHOT, "dist/snapshot", { recursive: true });
  spoil();
  return serve("dist", { headers });
}

/** What the page shows after its button was pressed, once `meanwhile` was done to it. */
function pressed(address, meanwhile = async () => {}) {
  return inBrowser(address, "chromium", async (page) => {
    await meanwhile(page);
    await page.click(BUTTON);
  });
}

/** The file of the slice that Germany needs. */
function slice() {
  const { slices, destinations } = JSON.parse(readFileSync("dist/snapshot/manifest.json", "utf8"));
  return `dist/snapshot/${slices[destinations.DE[0]].file}`;
}

await check({
  "Without a failure: a snapshot of the page's own": async () => pressed(await page()),
  async "A Content-Security-Policy without WebAssembly is named"() {
    const policy = { "content-security-policy": "script-src 'self'" };
    assert.match(await pressed(await page(undefined, policy)), /`script-src 'wasm-unsafe-eval'`.*\(WASM_NOT_COMPILED\)/s);
    return [];
  },
  async "A slice that is missing is named"() {
    const said = await pressed(await page(() => rmSync(slice())));
    assert.match(said, /snapshot\/[\w-]+\.bin` could not be fetched: the server answered 404 \(SNAPSHOT_NOT_FETCHED\)/);
    return [];
  },
  async "A slice that was changed on its way is refused"() {
    const said = await pressed(await page(() => writeFileSync(slice(), readFileSync(slice()).reverse())));
    assert.match(said, /[\w-]+\.bin.*\(SNAPSHOT_\w+\)/s);
    return [];
  },
  async "An address with no snapshot is named"() {
    const said = await pressed(await page(() => rmSync("dist/snapshot", { recursive: true })));
    assert.match(said, /snapshot\/manifest\.json` could not be fetched: the server answered 404 \(SNAPSHOT_NOT_FETCHED\)/);
    return [];
  },
  async "A web page in place of the snapshot is called that"() {
    const said = await pressed(await page(() => writeFileSync("dist/snapshot/manifest.json", "<!doctype html><p>Welcome")));
    assert.match(said, /is a web page.*\(NOT_A_SNAPSHOT\)/);
    return [];
  },
  async "A web page in place of a slice is called that"() {
    const said = await pressed(await page(() => writeFileSync(slice(), "<!doctype html><p>Welcome")));
    assert.match(said, /web page.*\(\w+\)/);
    return [];
  },
  async "A start without a network says so, and the next one with it quotes"() {
    const address = await page();
    return pressed(address, async (page) => {
      await page.setOfflineMode(true);
      await page.click(BUTTON);
      await page.waitForFunction(() => document.querySelector("output").textContent);
      const said = await page.$eval("output", (output) => output.textContent);
      assert.match(said, /could not be fetched: .*this device is offline \(SNAPSHOT_NOT_FETCHED\)/);
      await page.$eval("output", (output) => (output.textContent = ""));
      await page.setOfflineMode(false);
    });
  },
  "A commodity code in words is an error to TypeScript"() {
    const options = ["--noEmit", "--strict", "--types", "", "--lib", "es2022,dom"];
    const compiling = () => run("tsc", ...options, "--module", "nodenext", "wrong.ts");
    assert.throws(compiling, /wrong\.ts\(6,\d+\): error TS2322: Type '"cotton T-shirt"' is not assignable to type '.*HsCode/);
    return [];
  },
});
