import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { load } from "landfall";
import { carts } from "../../pkg/tests/generated.mjs";
import { opened } from "./browser.mjs";

const { url, browser, close } = await opened();
after(close);

/** A page of the same origin that has the package's own files, and nothing of the shop. */
async function bare(t, policy) {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route("**/bare/*", async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").pop();
    if (name === "page") return route.fulfill({ contentType: "text/html", body: "<!doctype html>", headers: policy });
    const body = await readFile(new URL(`../../pkg/dist/${name}`, import.meta.url));
    return route.fulfill({ contentType: "text/javascript", body });
  });
  await page.goto(new URL("bare/page", url).href);
  return page;
}

test("a thousand carts give the same bytes in this browser as in Node", async (t) => {
  const requests = carts(1000);
  const page = await bare(t);
  const there = await page.evaluate(async (requests) => {
    const { load } = await import("/bare/index.js");
    const { quoteText } = await load();
    return requests.map(quoteText);
  }, requests);
  const { quoteText } = await load();
  assert.deepEqual(there, requests.map(quoteText));
});

const loaded = async () => {
  const { load } = await import("/bare/index.js");
  return load().then(
    (landfall) => landfall.info().edition,
    (error) => error.message,
  );
};

test("a policy without WebAssembly is named in the error, and one with it will do", async (t) => {
  const policy = (sources) => ({ "content-security-policy": `script-src 'self' ${sources}` });
  const strict = await bare(t, policy(""));
  assert.match(await strict.evaluate(loaded), /script-src 'wasm-unsafe-eval'.*WASM_NOT_COMPILED/s);
  const open = await bare(t, policy("'wasm-unsafe-eval'"));
  assert.match(await open.evaluate(loaded), /^\d{4}-\d\d-\d\d$/);
});
