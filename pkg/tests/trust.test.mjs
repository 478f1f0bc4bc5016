import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";
import { BUILT, MANIFEST, coded, replaced, served } from "./served.mjs";

/** A publisher of the tests' own: his public key in both forms, and what he signs. */
function publisher() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    raw: Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url").toString("base64"),
    pem: publicKey.export({ type: "spki", format: "pem" }),
    signature: (bytes) => sign(null, bytes, privateKey).toString("base64"),
  };
}

const bytes = await readFile(new URL("manifest.json", BUILT));
const ours = publisher();
const theirs = publisher();

/** A manifest of another edition, with its signature. */
function edition(change, by = ours) {
  const manifest = Buffer.from(JSON.stringify({ ...MANIFEST, ...change }));
  return { "manifest.json": manifest, "manifest.sig": `${by.signature(manifest)}\n` };
}

async function loaded(t, changed, options) {
  const { folder } = await served(t, changed);
  return load({ snapshot: folder, destinations: ["DE"], ...options });
}

test("a snapshot that the publisher signed is taken, by either form of his key", async (t) => {
  const signed = { "manifest.sig": ours.signature(bytes) };
  for (const publicKey of [ours.raw, ours.pem, [theirs.raw, ours.raw]]) {
    assert.deepEqual(figures((await loaded(t, signed, { publicKey })).quote(TEE)), TEE_TOTALS);
  }
});

test("what is signed by another, changed or unsigned is refused", async (t) => {
  const signature = ours.signature(bytes);
  const changed = Buffer.from(bytes.toString().replace('"format":1', '"format":1 '));
  const cases = [
    ["SNAPSHOT_SIGNATURE_INVALID", { "manifest.sig": theirs.signature(bytes) }],
    ["SNAPSHOT_SIGNATURE_INVALID", { "manifest.sig": signature, "manifest.json": changed }],
    ["SNAPSHOT_SIGNATURE_INVALID", { "manifest.sig": "<!doctype html>" }],
    ["SNAPSHOT_SIGNATURE_INVALID", { "manifest.sig": "" }],
    ["SNAPSHOT_UNSIGNED", { "manifest.sig": 404 }],
  ];
  for (const [code, files] of cases) await assert.rejects(loaded(t, files, { publicKey: ours.raw }), coded(code));
});

test("files that a signed manifest does not name are refused", async (t) => {
  const core = await readFile(new URL(MANIFEST.core.file, BUILT));
  const files = { "manifest.sig": ours.signature(bytes), [MANIFEST.core.file]: Buffer.from(core).fill(0, 200, 201) };
  await assert.rejects(loaded(t, files, { publicKey: ours.raw }), coded("SNAPSHOT_CORRUPT"));
});

test("a refused snapshot is read anew, so that a mended one is taken", async (t) => {
  const { folder } = await served(t, { "manifest.sig": [404, theirs.signature(bytes), ours.signature(bytes)] });
  const again = () => load({ snapshot: folder, publicKey: ours.raw, destinations: ["DE"] });
  await assert.rejects(again(), coded("SNAPSHOT_UNSIGNED"));
  await assert.rejects(again(), coded("SNAPSHOT_SIGNATURE_INVALID"));
  assert.deepEqual(figures((await again()).quote(TEE)), TEE_TOTALS);
});

test("one who asks for no signature does not vouch for one who does", async (t) => {
  const { folder } = await served(t);
  await load({ snapshot: folder, destinations: ["DE"] });
  await assert.rejects(load({ snapshot: folder, publicKey: ours.raw }), coded("SNAPSHOT_UNSIGNED"));
});

test("where signatures can't be verified, nothing is taken on trust", async (t) => {
  const signed = { "manifest.sig": ours.signature(bytes) };
  const crypto = {};
  replaced(t, globalThis, "crypto", crypto);
  await assert.rejects(loaded(t, signed, { publicKey: ours.raw }), coded("CRYPTO_UNAVAILABLE", /https/));
  crypto.subtle = { importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")) };
  await assert.rejects(loaded(t, signed, { publicKey: ours.raw }), coded("CRYPTO_UNAVAILABLE", /Ed25519/));
  // Digests are the engine's own, so files are checked on plain http too.
  const core = await readFile(new URL(MANIFEST.core.file, BUILT));
  await assert.rejects(loaded(t, { [MANIFEST.core.file]: Buffer.from(core).fill(0, 200, 201) }), coded("SNAPSHOT_CORRUPT"));
});

test("a key that is none is told", async (t) => {
  for (const publicKey of ["", "key", ours.raw.slice(4)]) {
    await assert.rejects(loaded(t, { "manifest.sig": ours.signature(bytes) }, { publicKey }), coded("PUBLIC_KEY_INVALID"));
  }
});

test("one file has nothing that could be verified", async () => {
  const snapshot = await readFile(new URL("landfall.bin", BUILT));
  await assert.rejects(load({ snapshot, publicKey: ours.raw }), coded("SNAPSHOT_WITHOUT_MANIFEST"));
  await assert.rejects(load({ snapshot, minimumSequence: 1 }), coded("SNAPSHOT_WITHOUT_MANIFEST"));
});

test("an older snapshot than asked for is refused, unless the caller wants it", async (t) => {
  const { sequence } = MANIFEST;
  assert.equal((await loaded(t, {}, { minimumSequence: sequence })).manifest.sequence, sequence);
  await assert.rejects(loaded(t, {}, { minimumSequence: sequence + 1 }), coded("SNAPSHOT_OLDER", new RegExp(`${sequence + 1}`)));
  await loaded(t, {}, { minimumSequence: sequence + 1, allowRollback: true });
});

test("of one publisher, nothing older than what was seen before is taken", async (t) => {
  const publicKey = theirs.raw;
  const old = edition({ sequence: 20260101, edition: "2026-01-01" }, theirs);
  await loaded(t, old, { publicKey });
  await loaded(t, edition({}, theirs), { publicKey });
  await assert.rejects(loaded(t, old, { publicKey }), coded("SNAPSHOT_OLDER", /2026-01-01/));
  await loaded(t, old, { publicKey, allowRollback: true });
  await loaded(t, edition({ sequence: 20260101 }, ours), { publicKey: ours.raw, allowRollback: true });
});

test("a manifest names the key of the next ones", async (t) => {
  const next = publisher();
  const landfall = await loaded(t, edition({ nextKey: next.raw, sequence: 20991231 }), { publicKey: ours.raw });
  assert.equal(landfall.manifest.nextKey, next.raw);
  const later = await loaded(t, edition({ sequence: 21000101 }, next), { publicKey: [ours.raw, landfall.manifest.nextKey] });
  assert.equal(later.manifest.nextKey, null);
});
