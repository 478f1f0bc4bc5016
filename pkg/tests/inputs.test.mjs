import assert from "node:assert/strict";
import { test } from "node:test";
import { LandfallError, load } from "landfall";
import { TEE, TEE_TOTALS, figures, withItem } from "./carts.mjs";

const landfall = await load();

/** The problems of a request, as `code at path`. */
function problems(request) {
  try {
    landfall.quote(request);
  } catch (error) {
    assert.ok(error instanceof LandfallError, String(error));
    return error.errors.map(({ code, path }) => `${code} at ${path}`);
  }
  return [];
}

const price = (amount) => withItem({ unitPrice: { amount, currency: "EUR" } });

test("quantities are above zero and within reason", () => {
  for (const quantity of [0, -1, "0.000", "-3"]) {
    assert.deepEqual(problems(withItem({ quantity })), ["QUANTITY_INVALID at items[0].quantity"], String(quantity));
  }
  for (const quantity of [1e300, "9".repeat(40), 10n ** 30n]) {
    assert.deepEqual(problems(withItem({ quantity })), ["NUMBER_OUT_OF_RANGE at items[0].quantity"], String(quantity));
  }
});

test("exact forms of a number count alike", () => {
  for (const quantity of [1, 1n, "1", "1.000"]) assert.deepEqual(figures(landfall.quote(withItem({ quantity }))), TEE_TOTALS);
  for (const amount of [20, "20", "20.0", 20n]) assert.deepEqual(figures(landfall.quote(price(amount))), TEE_TOTALS);
});

test("amounts are plain decimals", () => {
  for (const amount of ["12,50", "1e999", "1_000", "0x10", " 1", "", "١٢", "--1"]) {
    assert.deepEqual(problems(price(amount)), ["AMOUNT_INVALID at items[0].unitPrice.amount"], amount);
  }
  assert.equal(problems(JSON.stringify(TEE).replace('"20.00"', "1e999")).length, 1);
});

test("what JSON can't say is told where it stands, and not dropped", () => {
  for (const quantity of [Number.NaN, Infinity, -Infinity, () => 1, Symbol("one")]) {
    assert.deepEqual(problems(withItem({ quantity })), ["REQUEST_NOT_JSON at items[0].quantity"]);
  }
  assert.deepEqual(problems({ ...TEE, shipping: { amount: Number.NaN, currency: Symbol("EUR") } }), [
    "REQUEST_NOT_JSON at shipping.amount",
    "REQUEST_NOT_JSON at shipping.currency",
  ]);
});

test("what is undefined is left out, as everywhere in JavaScript", () => {
  assert.deepEqual(figures(landfall.quote({ ...TEE, insurance: undefined })), TEE_TOTALS);
  assert.deepEqual(problems(withItem({ quantity: undefined })), ["FIELD_MISSING at items[0].quantity"]);
});

test("a Date is not a day, for its day depends on where one stands", () => {
  assert.deepEqual(problems({ ...TEE, asOf: new Date("2026-11-24") }), ["DATE_INVALID at asOf"]);
  assert.deepEqual(problems({ ...TEE, dates: { sale: new Date("2026-11-24") } }), ["DATE_INVALID at dates.sale"]);
});

test("objects that can't be written are rejected, whatever they throw", () => {
  const cyclic = { ...TEE };
  cyclic.self = cyclic;
  const throwing = {
    get items() {
      throw new Error("not now");
    },
  };
  const stubborn = {
    toJSON() {
      throw undefined;
    },
  };
  for (const request of [cyclic, throwing, stubborn, undefined, Symbol("cart"), () => TEE]) {
    assert.deepEqual(problems(request), ["REQUEST_NOT_JSON at "]);
  }
});

test("objects with a form of their own are taken in that form", () => {
  const { asOf, ...undated } = TEE;
  assert.deepEqual(figures(landfall.quote({ toJSON: () => TEE })), TEE_TOTALS);
  assert.equal(landfall.quote({ toJSON: () => undated }).outcome !== undefined, true);
});

test("what is no request is rejected", () => {
  for (const request of [null, 5, true, [], "null", '"text"', "[]", "\u0000", "{}x"]) {
    assert.equal(problems(request).length, 1, JSON.stringify(request));
  }
});

test("a request has its limits", () => {
  const items = Array.from({ length: 10_001 }, (_, index) => ({ ...TEE.items[0], id: `tee ${index}` }));
  assert.match(problems({ ...TEE, items }).join(), /^TOO_MANY_ITEMS/);
  assert.match(problems(" ".repeat(2 ** 22) + JSON.stringify(TEE)).join(), /^TOO_LARGE/);
  assert.match(problems("€".repeat(2 ** 28)).join(), /^TOO_LARGE/);
  assert.match(problems("[".repeat(2 ** 20)).join(), /^TOO_DEEP/);
});

test("a key said twice is refused in text, wherever the day is filled in", () => {
  const text = JSON.stringify(TEE);
  assert.match(problems(text.replace("{", '{"incoterm":"DAP",')).join(), /^FIELD_DUPLICATE/);
  const { asOf, ...undated } = TEE;
  assert.match(problems(JSON.stringify(undated).replace("{", '{"incoterm":"DAP",')).join(), /^FIELD_DUPLICATE/);
});

test("text that is not well-formed Unicode is no way in", () => {
  const broken = withItem({ description: "\ud800" });
  assert.deepEqual(problems(broken), ["JSON_INVALID at "]);
});
