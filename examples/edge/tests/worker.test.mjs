import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load } from "landfall";
import { carts } from "../src/carts.js";
import { workerd } from "../src/workerd.js";

const worker = workerd();
after(() => worker.dispose());

async function post(body, path = "/quote", method = "POST") {
  const answer = await worker.dispatchFetch(`http://localhost${path}`, { method, body });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

const codes = ({ text }) => JSON.parse(text).errors.map(({ code }) => code);

test("200 carts are quoted in one request, each as in Node", async () => {
  const { quoteText } = await load();
  const asked = carts(200);
  const { status, type, text } = await post(JSON.stringify(asked));
  assert.equal(status, 200);
  assert.equal(type, "application/json");
  assert.equal(text, `[${asked.map((cart) => quoteText(cart)).join()}]`);
});

test("one cart gives one quote", async () => {
  const { quoteText } = await load();
  const [cart] = carts(1);
  assert.deepEqual(await post(JSON.stringify(cart)), { status: 200, type: "application/json", text: quoteText(cart) });
});

test("requests at the same time do not disturb each other", async () => {
  const { quoteText } = await load();
  const asked = carts(20);
  const answers = await Promise.all(asked.map((cart) => post(JSON.stringify(cart))));
  assert.deepEqual(answers.map(({ text }) => text), asked.map((cart) => quoteText(cart)));
});

test("a cart that can't be read is told of in its place", async () => {
  const { quote } = await load();
  const [first, second] = carts(2);
  const bad = [{ ...second, shipTo: "Berlin" }, null, { ...second, shipTo: { country: "ZZ" } }];
  const { status, text } = await post(JSON.stringify([first, ...bad, second]));
  assert.equal(status, 200);
  const answers = JSON.parse(text);
  assert.equal(answers[1].errors[0].path, "shipTo");
  assert.ok(answers[2].errors, text);
  assert.ok(answers[3].errors ?? answers[3].outcome === "refused", text);
  for (const [place, cart] of [[0, first], [4, second]]) assert.deepEqual(answers[place], quote(cart));
  assert.equal((await post(JSON.stringify({ ...second, shipTo: "Berlin" }))).status, 422);
});

test("201 carts, what is no JSON, another path and another method are refused", async () => {
  const refusals = [
    [await post(JSON.stringify(carts(201))), 413, "TOO_MANY_CARTS"],
    [await post("{"), 400, "JSON_INVALID"],
    [await post("[]", "/"), 404, "PATH_UNKNOWN"],
    [await post(undefined, "/quote", "GET"), 405, "METHOD_NOT_ALLOWED"],
  ];
  for (const [answer, status, code] of refusals) assert.deepEqual([answer.status, ...codes(answer)], [status, code]);
});

test("no carts give no quotes", async () => {
  assert.equal((await post("[]")).text, "[]");
});
