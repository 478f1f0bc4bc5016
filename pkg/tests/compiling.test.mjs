import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";

test("a policy that forbids WebAssembly is named, and loading can be tried again", async (t) => {
  t.mock.method(WebAssembly, "compile", async () => {
    throw new WebAssembly.CompileError("violates the following Content Security Policy directive");
  });
  await assert.rejects(load(), (error) => {
    assert.equal(error.errors[0].code, "WASM_NOT_COMPILED");
    assert.match(error.message, /script-src 'wasm-unsafe-eval'/);
    return error.cause instanceof WebAssembly.CompileError;
  });
  t.mock.restoreAll();
  assert.deepEqual(figures((await load()).quote(TEE)), TEE_TOTALS);
});
