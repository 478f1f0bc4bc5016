import assert from "node:assert/strict";
import { test } from "node:test";
import { LandfallError, load } from "landfall";
import { TEE, TEE_TOTALS, figures, withItem } from "./carts.mjs";
import { coded } from "./served.mjs";

const landfall = await load();
const { shipTo, ...article } = TEE;
const AMOUNTS = ["landedCost", "duties", "taxes", "fees", "dueAtCheckout", "dueOnDelivery"];
const OUTCOMES = ["", "complete", "estimated", "refused"];

/** A row of a column, as a quote would say it. */
function row(column, at) {
  const amount = (name) => (Number.isNaN(column[name][at]) ? undefined : (column[name][at] / 10 ** column.decimals).toFixed(column.decimals));
  return { outcome: OUTCOMES[column.outcomes[at]], ...Object.fromEntries(AMOUNTS.map((name) => [name, amount(name)])) };
}

function quoted(cart) {
  const { outcome, totals } = landfall.quote(cart);
  return { outcome, ...Object.fromEntries(AMOUNTS.map((name) => [name, totals?.[name].amount])) };
}

test("many carts give as many quotes, with errors in their place", () => {
  function* carts() {
    yield TEE;
    yield withItem({ quantity: 0 });
    yield JSON.stringify(TEE);
  }
  const [first, second, third, ...none] = landfall.quoteMany(carts());
  assert.deepEqual([figures(first), figures(third), none], [TEE_TOTALS, TEE_TOTALS, []]);
  assert.ok(second instanceof LandfallError);
  assert.equal(second.errors[0].code, "QUANTITY_INVALID");
  assert.deepEqual(landfall.quoteMany([]), []);
});

test("a column holds what single quotes say", () => {
  const prices = [1, 1999, 2000, 14_999, 15_000, 15_001, 250_000];
  const destinations = ["DE", { country: "DK", postalCode: "1050" }, "GB"];
  const columns = landfall.catalogue({ article, prices: Int32Array.from(prices), destinations });
  assert.deepEqual(columns.map(({ destination, currency, decimals }) => [destination.country, currency, decimals]), [
    ["DE", "EUR", 2],
    ["DK", "DKK", 2],
    ["GB", "GBP", 2],
  ]);
  for (const column of columns) {
    prices.forEach((price, at) => {
      const amount = (price / 100).toFixed(2);
      const cart = { ...withItem({ unitPrice: { amount, currency: "EUR" } }), shipTo: column.destination };
      assert.deepEqual(row(column, at), quoted(cart), `${column.destination.country} at ${amount}`);
    });
  }
});

test("prices come in any array of whole numbers, and in no others", () => {
  for (const prices of [[2000], Int32Array.of(2000), Uint32Array.of(2000), Float64Array.of(2000), BigInt64Array.of(2000n)]) {
    const [column] = landfall.catalogue({ article, prices, destinations: ["DE"] });
    assert.equal(column.landedCost[0], 3275);
  }
  for (const prices of [[19.99], [Number.NaN], Float64Array.of(2 ** 60), ["2000"]]) {
    const ask = () => landfall.catalogue({ article, prices: [1, ...prices], destinations: ["DE"] });
    assert.throws(ask, (error) => error.errors[0].path === "prices[1]" && coded("PRICE_NOT_WHOLE", /1999/)(error));
  }
});

test("what has no figure has none: not a zero", () => {
  const unknown = { ...article, items: [{ ...TEE.items[0], hsCode: "9999999999" }] };
  const [refused] = landfall.catalogue({ article: unknown, prices: [900_000], destinations: ["DE"] });
  assert.deepEqual([refused.outcomes[0], refused.landedCost[0]], [3, Number.NaN]);
  const [rejected] = landfall.catalogue({ article, prices: [-1, 2000], destinations: ["DE"] });
  assert.deepEqual([...rejected.outcomes], [4, 1]);
  assert.deepEqual([...rejected.duties], [Number.NaN, 300]);
});

test("a destination to which nothing can be quoted says why, and the others stand", () => {
  const [nowhere, germany] = landfall.catalogue({ article, prices: [2000], destinations: ["AQ", "DE"] });
  assert.equal(nowhere.errors[0].code, "DESTINATION_UNKNOWN");
  assert.equal(germany.landedCost[0], 3275);
  const two = { ...article, items: [TEE.items[0], { ...TEE.items[0], id: "other" }] };
  assert.equal(landfall.catalogue({ article: two, prices: [2000], destinations: ["DE"] })[0].errors[0].code, "CATALOGUE_ITEMS");
});

test("a catalogue may be of any length", () => {
  const prices = Int32Array.from({ length: 10_000 }, (_, at) => at);
  const columns = landfall.catalogue({ article, prices, destinations: ["DE", "GB"] });
  for (const column of columns) {
    assert.equal(column.outcomes.length, prices.length);
    assert.ok(column.outcomes.every((outcome) => outcome === 1 || outcome === 2));
    assert.ok(column.landedCost.every((cost, at) => at === 0 || cost >= column.landedCost[at - 1]), "a dearer one costs no less");
  }
  assert.equal(columns[0].landedCost[2000], 3275);
  assert.deepEqual(landfall.catalogue({ article, prices, destinations: [] }), []);
  const [none] = landfall.catalogue({ article, prices: [], destinations: ["DE"] });
  assert.deepEqual([none.currency, none.landedCost.length], ["EUR", 0]);
});

test("a profile fills in what a request does not say", async () => {
  const { shipFrom, incoterm, seller, rules, ...rest } = TEE;
  const shop = await load({ profile: { shipFrom, incoterm, seller, rules, insurance: undefined } });
  const quote = shop.quote(rest);
  assert.deepEqual(quote.parties, { ...landfall.quote(TEE).parties, incotermFrom: "profile", fromProfile: ["shipFrom", "incoterm", "seller", "rules"] });
  assert.deepEqual(quote.totals, landfall.quote(TEE).totals);
  const bytes = shop.quoteText(rest);
  assert.equal(shop.quoteText(JSON.stringify(rest)), bytes);
  assert.equal(shop.quoteText({ ...rest, incoterm: undefined }), bytes);
  assert.equal(shop.quote({ ...rest, incoterm: "DAP" }).parties.incoterm, "DAP");
  assert.equal(shop.quote(JSON.stringify({ ...rest, incoterm: "DAP" })).parties.incoterm, "DAP");
  assert.equal(shop.catalogue({ article: { items: TEE.items, asOf: TEE.asOf, shipping: TEE.shipping }, prices: [2000], destinations: ["DE"] })[0].landedCost[0], 3275);
  assert.notEqual(shop, landfall);
});

test("a profile is taken as it was, and told where it can't be one", async () => {
  const profile = { incoterm: "DDP", seller: { registrations: [...TEE.seller.registrations] } };
  const shop = await load({ profile });
  profile.incoterm = "DAP";
  profile.seller.registrations.length = 0;
  const { incoterm, seller, ...rest } = TEE;
  assert.deepEqual(figures(shop.quote(rest)), TEE_TOTALS);
  await assert.rejects(load({ profile: { shipping: { amount: Number.NaN, currency: "EUR" } } }), (error) => {
    return error.errors[0].path === "shipping.amount" && coded("REQUEST_NOT_JSON")(error);
  });
  const wrong = await load({ profile: { incotermz: "DDP" } });
  assert.throws(() => wrong.quote(TEE), (error) => error.errors[0].path === "profile.incotermz" && coded("FIELD_UNKNOWN")(error));
});
