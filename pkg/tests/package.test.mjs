import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { LandfallError, load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";

const common = createRequire(import.meta.url)("landfall");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

test("a cart gives its landed cost", async () => {
  const { quote } = await load();
  const answer = quote(TEE);
  assert.equal(answer.outcome, "complete");
  assert.equal(answer.scheme, "eu-ioss");
  assert.deepEqual(figures(answer), TEE_TOTALS);
});

test("an object, its text, and both module systems give the same bytes", async () => {
  const esm = await load();
  const cjs = await common.load();
  const bytes = esm.quoteText(TEE);
  assert.equal(esm.quoteText(JSON.stringify(TEE)), bytes);
  assert.equal(cjs.quoteText(TEE), bytes);
  assert.deepEqual(esm.quote(TEE), JSON.parse(bytes));
  assert.ok(bytes.startsWith('{"asOf":"2026-11-24","outcome":"complete"'), bytes.slice(0, 60));
});

test("today in UTC is filled in where a request names no day", async () => {
  const landfall = await load();
  const today = new Date().toISOString().slice(0, 10);
  const { asOf, ...undated } = TEE;
  const dayOf = (request) => landfall.quote(request).asOf;
  const days = [undated, { ...undated, asOf: undefined }, JSON.stringify(undated), ` \n${JSON.stringify(undated)}\n`];
  for (const request of days) assert.ok([today, new Date().toISOString().slice(0, 10)].includes(dayOf(request)));
  assert.equal(dayOf({ ...undated, asOf: "2026-11-24" }), "2026-11-24");
  assert.equal(dayOf(JSON.stringify(undated).replace("{", '{"\\u0061sOf":"2026-11-24",')), "2026-11-24");
});

test("the snapshot tells what it is", async () => {
  const info = (await load()).info();
  assert.match(info.edition, /^\d{4}-\d\d-\d\d$/);
  assert.ok(info.destinations.includes("DE"));
  assert.equal(Object.getPrototypeOf(info), Object.prototype, "an object, not a Map");
});

test("loading is shared", async () => {
  const [one, other] = await Promise.all([load(), load({})]);
  assert.equal(one, other);
  assert.equal(one, await load({ destinations: ["DE"] }));
});

test("importing does nothing, and an import that is not used leaves nothing in a bundle", async () => {
  const code = "WebAssembly = undefined; await import('landfall')";
  execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: here(".") });
  const stdin = { contents: 'import { load } from "landfall";', resolveDir: here(".") };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm", logLevel: "silent" });
  assert.equal(outputFiles[0].text.trim(), "");
});

test("the declared types hold for users of either module system, in a browser and on a server", () => {
  const tsc = here("../node_modules/typescript/bin/tsc");
  for (const project of ["types", "types/server"]) {
    execFileSync(process.execPath, [tsc, "-p", here(project)], { stdio: ["ignore", "inherit", "inherit"] });
  }
});

test("errors can be told apart, read and passed on", async () => {
  const landfall = await load();
  const error = thrownBy(() => landfall.quote("{}}"));
  assert.ok(error instanceof LandfallError && error instanceof Error);
  assert.equal(error.name, "LandfallError");
  assert.deepEqual(Object.keys(error.errors[0]).sort(), ["code", "message", "path"]);
  assert.deepEqual(JSON.parse(JSON.stringify(error)), { errors: error.errors });
});

function thrownBy(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}
