import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { read } from "@landfall/snapshot";
import { build } from "esbuild";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";
import { BUILT, MANIFEST } from "./served.mjs";

const require = createRequire(import.meta.url);
const FILES = ["manifest.json", ...[MANIFEST.core, ...Object.values(MANIFEST.slices)].map(({ file }) => file)];

test("the data package gives every file as it was built, as a module and as it lies", async () => {
  for (const file of FILES) {
    const built = await readFile(new URL(file, BUILT));
    assert.ok(built.equals(await read(file)), file);
    assert.ok(built.equals(await require("@landfall/snapshot").read(file)), file);
    assert.ok(built.equals(await readFile(require.resolve(`@landfall/snapshot/files/${file}`))), file);
  }
  for (const file of ["core.bin", "constructor", "__proto__", "../package.json"]) await assert.rejects(read(file), /is not in/);
});

test("its version is the day of its edition", () => {
  assert.equal(require("@landfall/snapshot/package.json").version, MANIFEST.edition.split("-").map(Number).join("."));
});

test("it can be given to load as any other", async () => {
  const landfall = await load({ snapshot: read, destinations: ["DE"] });
  assert.deepEqual(figures(landfall.quote(TEE)), TEE_TOTALS);
  assert.equal(landfall.quoteText(TEE), (await load({ destinations: ["DE"] })).quoteText(TEE));
});

test("a bundler splits off the engine, the law and each tariff", async () => {
  const stdin = { contents: 'import { load } from "landfall"; load({ destinations: ["DE"] });', resolveDir: fileURLToPath(new URL(".", import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, splitting: true, format: "esm", write: false, outdir: "out", logLevel: "silent" });
  const tariffs = outputFiles.filter(({ path }) => Object.keys(MANIFEST.slices).some((name) => new RegExp(`/${name}-\\w+\\.js$`).test(path)));
  assert.equal(tariffs.length, Object.keys(MANIFEST.slices).length);
  const [entry] = outputFiles.filter(({ path }) => path.endsWith("stdin.js"));
  assert.ok(entry.contents.length < 60_000, "neither engine nor law lies in the page's first script");
});
