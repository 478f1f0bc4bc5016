import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";

const bytes = await readFile(new URL("../../target/snapshot/landfall.bin", import.meta.url));

/** Serves these answers in turn, the last of them for ever. */
async function serving(t, ...answers) {
  const server = createServer((_, response) => {
    const [status, body] = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(status).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return new URL(`http://127.0.0.1:${server.address().port}/landfall.bin`);
}

const coded = (code, message = /./) => (error) => error.errors[0].code === code && message.test(error.errors[0].message);

test("a snapshot is fetched once, and again after a failure", async (t) => {
  const snapshot = await serving(t, [500, "busy"], [200, bytes]);
  await assert.rejects(load({ snapshot }), coded("SNAPSHOT_NOT_FETCHED", /500/));
  const landfall = await load({ snapshot });
  assert.deepEqual(figures(landfall.quote(TEE)), TEE_TOTALS);
  assert.equal(await load({ snapshot: snapshot.href }), landfall);
});

test("a web page in place of the snapshot is told as what it is", async (t) => {
  const snapshot = await serving(t, [200, "<!doctype html><title>Not here</title>"]);
  await assert.rejects(load({ snapshot }), coded("NOT_A_SNAPSHOT", /web page/));
});

test("a host that can't be reached, or an address that is none, is an error with a code", async () => {
  for (const snapshot of ["http://127.0.0.1:1/landfall.bin", "nowhere"]) {
    await assert.rejects(load({ snapshot }), coded("SNAPSHOT_NOT_FETCHED"));
  }
});

test("bytes are opened as they were when they were given", async () => {
  const own = Uint8Array.from(bytes);
  const landfall = await load({ snapshot: own });
  own.fill(0);
  assert.deepEqual(figures(landfall.quote(TEE)), TEE_TOTALS);
  const { buffer } = Uint8Array.from(bytes);
  assert.deepEqual(figures((await load({ snapshot: buffer })).quote(TEE)), TEE_TOTALS);
});

test("a damaged snapshot is refused", async () => {
  const damaged = Uint8Array.from(bytes);
  damaged[damaged.length >> 1] ^= 1;
  await assert.rejects(load({ snapshot: damaged }), coded("SNAPSHOT_CORRUPT"));
  await assert.rejects(load({ snapshot: bytes.subarray(0, 100) }), coded("SNAPSHOT_TRUNCATED"));
  await assert.rejects(load({ snapshot: new Uint8Array() }), coded("NOT_A_SNAPSHOT"));
});
