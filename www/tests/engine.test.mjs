import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { nativeAnswers } from "../../pkg/tests/native.mjs";
import { opened } from "./browser.mjs";

const { url, browser, close } = await opened();
after(close);

/** What a page without a bundler says of where the snapshot's package lies. */
const PAGE = `<!doctype html>
<script type="importmap">{ "imports": { "@landfall/snapshot": "/bare/snapshot/index.js" } }</script>`;

/** A page of the same origin that has the packages' own files, and nothing of the shop. */
async function bare(t, policy) {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route("**/bare/**", async (route) => {
    const name = new URL(route.request().url()).pathname.split("/bare/").pop();
    if (name === "page") return route.fulfill({ contentType: "text/html", body: PAGE, headers: policy });
    const place = name.startsWith("snapshot/") ? name.replace("/", "/dist/") : `dist/${name}`;
    const body = await readFile(new URL(`../../pkg/${place}`, import.meta.url));
    return route.fulfill({ contentType: "text/javascript", body });
  });
  await page.goto(new URL("bare/page", url).href);
  return page;
}

test("a thousand carts give the same bytes in this browser as in native code", async (t) => {
  const { requests, quotes } = await nativeAnswers();
  const page = await bare(t);
  const answers = await page.evaluate(async (requests) => {
    const { load } = await import("/bare/index.js");
    const { quoteText } = await load();
    return requests.map((request) => {
      try {
        return quoteText(request);
      } catch (error) {
        return JSON.stringify(error);
      }
    });
  }, requests);
  assert.equal(answers.length, 1000);
  answers.forEach((answer, index) => assert.equal(answer, quotes[index], requests[index]));
});

/** With the snapshot's files at an address, for the policies allow no import map. */
const loaded = async () => {
  const { load } = await import("/bare/index.js");
  return load({ snapshot: "/bare/snapshot/files/" }).then(
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

test("a page that asks for Germany fetches the core and its tariff, and no other", async (t) => {
  const page = await bare(t);
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname.split("/bare/").pop()));
  const code = await page.evaluate(async () => {
    const { load } = await import("/bare/index.js");
    const landfall = await load({ destinations: ["DE"] });
    try {
      landfall.quote({ shipFrom: { country: "CN" }, shipTo: { country: "GB" }, items: [] });
    } catch (error) {
      return error.errors[0].code;
    }
  });
  assert.equal(code, "DESTINATION_NOT_LOADED");
  const slices = fetched.filter((name) => name.startsWith("snapshot/slices/")).sort();
  assert.deepEqual(slices, ["snapshot/slices/core.js", "snapshot/slices/eu.js"]);
});
