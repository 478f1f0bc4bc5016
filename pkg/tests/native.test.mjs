import assert from "node:assert/strict";
import { test } from "node:test";
import { LandfallError, load } from "landfall";
import { nativeAnswers } from "./native.mjs";

test("a thousand carts give the same bytes as in native code", async () => {
  const { requests, quotes } = await nativeAnswers();
  const { quoteText } = await load();
  const answer = (request) => {
    try {
      return quoteText(request);
    } catch (error) {
      assert.ok(error instanceof LandfallError);
      return JSON.stringify(error);
    }
  };
  assert.equal(requests.length, 1000);
  requests.forEach((request, index) => assert.equal(answer(request), quotes[index], request));
});
