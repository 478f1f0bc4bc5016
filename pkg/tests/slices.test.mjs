import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";
import { BUILT, MANIFEST, coded, replaced, served } from "./served.mjs";

const { core, slices } = MANIFEST;
const to = (country) => ({ ...TEE, shipTo: { country } });

test("only what the destinations need is fetched, each file once, however many ask at the same time", async (t) => {
  const { folder, asked } = await served(t);
  const loads = [["DE"], ["DE", "FR"], ["IT"]].map((destinations) => load({ snapshot: folder, destinations }));
  const [landfall, ...others] = await Promise.all(loads);
  assert.deepEqual(figures(landfall.quote(TEE)), TEE_TOTALS);
  assert.ok(others.every((other) => other === landfall));
  assert.deepEqual(asked, { "manifest.json": 1, [core.file]: 1, [slices.eu.file]: 1 });
});

test("another destination is loaded later, once", async (t) => {
  const { folder, asked } = await served(t);
  const landfall = await load({ snapshot: new URL(folder), destinations: ["DE"] });
  assert.throws(() => landfall.quote(to("GB")), (error) => {
    assert.equal(error.errors[0].path, "shipTo.country");
    return coded("DESTINATION_NOT_LOADED", /await landfall\.ensure\("GB"\)/)(error);
  });
  assert.throws(() => landfall.quote(JSON.stringify(to("GB"))), coded("DESTINATION_NOT_LOADED"));
  await Promise.all([landfall.ensure("GB"), landfall.ensure("DE", "GB"), load({ snapshot: folder, destinations: ["GB"] })]);
  assert.equal(landfall.quote(to("GB")).items[0].tariffLine?.table ?? "gb", "gb");
  assert.equal(asked[slices.gb.file], 1);
  assert.equal(asked[slices.us.file], undefined);
});

test("without destinations all are loaded", async (t) => {
  const { folder, asked } = await served(t);
  await load({ snapshot: `${folder}/` });
  assert.deepEqual(Object.keys(asked).sort(), ["manifest.json", core.file, ...Object.values(slices).map(({ file }) => file)].sort());
});

test("the package's own snapshot is split in the same way, and quotes alike", async (t) => {
  const { folder } = await served(t);
  const [own, far] = await Promise.all([load({ destinations: ["FR"] }), load({ snapshot: folder })]);
  assert.equal(own.quoteText(to("FR")), far.quoteText(to("FR")));
  assert.deepEqual(own.manifest, MANIFEST);
});

test("a destination that the snapshot does not have is told from one that is not loaded", async (t) => {
  const { folder } = await served(t);
  await assert.rejects(load({ snapshot: folder, destinations: ["DE", "QQ", "ZZ"] }), (error) => {
    assert.equal(error.errors.length, 2);
    return coded("DESTINATION_UNKNOWN", /`QQ`.*DE, /)(error);
  });
  const landfall = await load({ snapshot: folder, destinations: ["DE"] });
  assert.throws(() => landfall.quote(to("AQ")), coded("DESTINATION_UNKNOWN"));
  await assert.rejects(landfall.ensure("AQ"), coded("DESTINATION_UNKNOWN"));
});

test("a slice that could not be had is tried again, and what is there goes on working", async (t) => {
  const bytes = await readFile(new URL(slices.gb.file, BUILT));
  const { folder } = await served(t, { [slices.gb.file]: [404, "<!doctype html>", bytes.subarray(1), bytes] });
  const landfall = await load({ snapshot: folder, destinations: ["DE"] });
  await assert.rejects(landfall.ensure("GB"), coded("SNAPSHOT_NOT_FETCHED", /404/));
  await assert.rejects(landfall.ensure("GB"), coded("SNAPSHOT_CORRUPT", /web page/));
  await assert.rejects(landfall.ensure("GB"), coded("SNAPSHOT_CORRUPT", /SHA-256/));
  assert.throws(() => landfall.quote(to("GB")), coded("DESTINATION_NOT_LOADED"));
  assert.deepEqual(figures(landfall.quote(TEE)), TEE_TOTALS);
  await landfall.ensure("GB");
  assert.notEqual(landfall.quote(to("GB")).outcome, "refused");
});

test("what is wrong with a folder is told, and the next load reads it anew", async (t) => {
  const whole = await readFile(new URL("manifest.json", BUILT));
  const newer = JSON.stringify({ ...MANIFEST, format: 2, leastReader: 2 });
  const stray = JSON.stringify({ ...MANIFEST, core: { ...core, file: "../core.bin" } });
  const { folder } = await served(t, { "manifest.json": [500, "<!doctype html>", "{}", "null", newer, stray, whole] });
  const failures = [
    ["SNAPSHOT_NOT_FETCHED", /500/],
    ["NOT_A_SNAPSHOT", /web page/],
    ["NOT_A_SNAPSHOT"],
    ["NOT_A_SNAPSHOT"],
    ["SNAPSHOT_TOO_NEW", /format 2.*update/],
    ["NOT_A_SNAPSHOT"],
  ];
  for (const failure of failures) await assert.rejects(load({ snapshot: folder }), coded(...failure));
  assert.deepEqual(figures((await load({ snapshot: folder })).quote(TEE)), TEE_TOTALS);
});

test("a core that is not the manifest's is refused, and fetched anew", async (t) => {
  const bytes = await readFile(new URL(core.file, BUILT));
  const { folder } = await served(t, { [core.file]: [Buffer.from(bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte))), bytes] });
  await assert.rejects(load({ snapshot: folder }), coded("SNAPSHOT_CORRUPT"));
  assert.deepEqual(figures((await load({ snapshot: folder })).quote(TEE)), TEE_TOTALS);
});

test("a host that is offline says so", async (t) => {
  t.mock.method(globalThis, "fetch", async () => {
    throw new TypeError("fetch failed");
  });
  replaced(t, globalThis, "navigator", { onLine: false });
  await assert.rejects(load({ snapshot: "https://shop.example/snapshot" }), coded("SNAPSHOT_NOT_FETCHED", /offline/));
});

test("every destination that the snapshot tells of can be loaded by its name", async () => {
  const landfall = await load();
  assert.deepEqual(Object.keys(landfall.manifest.destinations), landfall.info().destinations);
});

test("a function may read the files", async () => {
  const read = (file) => readFile(new URL(file, BUILT));
  const landfall = await load({ snapshot: read, destinations: ["DE"] });
  assert.deepEqual(figures(landfall.quote(TEE)), TEE_TOTALS);
  assert.equal(await load({ snapshot: read }), landfall);
  const failing = async () => {
    throw new Error("the disk is gone");
  };
  await assert.rejects(load({ snapshot: failing }), coded("SNAPSHOT_NOT_FETCHED", /`manifest\.json`.*the disk is gone/));
});
