import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "landfall";
import { schemas } from "../scripts/schema.mjs";
import { TEE, withItem } from "./carts.mjs";

const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const isRequest = ajv.compile(JSON.parse(await read("../schema/request.schema.json")));
const isQuote = ajv.compile(JSON.parse(await read("../schema/quote.schema.json")));
const landfall = await load();

const CARTS = new URL("../../examples/carts/", import.meta.url);
const carts = await Promise.all((await readdir(CARTS)).map(async (file) => JSON.parse(await read(new URL(file, CARTS)))));

/** Carts whose quotes show every form that a quote can have. */
const variety = [
  ...carts,
  TEE,
  { ...TEE, include: ["trace", "digest"] },
  { ...TEE, rules: { "eu-union-handling-fee": true }, currency: "USD" },
  { ...TEE, buyer: { kind: "business", registrations: [{ type: "VAT", number: "DE123456789" }] }, seller: { kind: "business" } },
  { ...TEE, transport: "post", incoterm: "DAP" },
  withItem({ hsCode: "61", originCountry: undefined }),
  withItem({ hsCode: "9999999999", unitPrice: { amount: "9000.00", currency: "EUR" } }),
  withItem({ unitPrice: { amount: "900.00", currency: "EUR" }, rates: { duty: "4 % + 1 EUR / kg", tax: "19 %" }, netWeight: { value: "0.2", unit: "kg" } }),
  withItem({ unitPrice: { amount: 400, currency: "EUR" }, originCountry: "JP", preference: {} }),
  { ...withItem({ quantity: 2, unitPrice: { amount: "300.00", currency: "GBP" } }), shipTo: { country: "GB" } },
  { ...TEE, items: [TEE.items[0], { ...TEE.items[0], id: "other", unitPrice: { amount: "700.00", currency: "EUR" } }] },
];

test("the schemas are what the types say", async () => {
  const files = await schemas();
  assert.deepEqual((await readdir(new URL("../schema/", import.meta.url))).sort(), Object.keys(files).sort());
  for (const [name, text] of Object.entries(files)) {
    assert.ok((await read(`../schema/${name}`)) === text, `schema/${name} is not what src/types.ts says: npm run schema`);
  }
});

test("real requests and their quotes are as declared, with no field beside", () => {
  const outcomes = new Set();
  for (const cart of variety) {
    const request = JSON.parse(JSON.stringify(cart));
    assert.ok(isRequest(request), ajv.errorsText(isRequest.errors));
    const quote = landfall.quote(cart);
    assert.ok(isQuote(quote), `${ajv.errorsText(isQuote.errors)}\n${JSON.stringify(quote)}`);
    outcomes.add(quote.outcome);
  }
  assert.deepEqual([...outcomes].sort(), ["complete", "estimated", "refused"]);
});

test("what the engine rejects the schema rejects", () => {
  const wrong = [
    {},
    [],
    { ...TEE, shipto: TEE.shipTo },
    { ...TEE, shipTo: { country: "de" } },
    { ...TEE, incoterm: "DDQ" },
    { ...TEE, asOf: "24.11.2026" },
    withItem({ hsCode: 9503 }),
    withItem({ hsCode: "T-shirt" }),
    withItem({ hsCode: "6" }),
    withItem({ quantity: undefined }),
    withItem({ colour: "red" }),
  ];
  for (const request of wrong) {
    const said = JSON.stringify(request);
    assert.throws(() => landfall.quote(said), said);
    assert.ok(!isRequest(JSON.parse(said)), said);
  }
});

test("a quote that lacks or adds something is none", () => {
  const quote = landfall.quote(TEE);
  const { totals, ...rest } = quote;
  const [charge] = quote.charges;
  const wrong = [rest, { ...quote, totals: null }, { ...quote, outcome: "refused" }, { ...quote, total: 1 }, { ...quote, charges: [{ ...charge, kind: "toll" }] }];
  for (const each of wrong) assert.ok(!isQuote(each), JSON.stringify(each));
});

test("the description of a service holds both contracts, and every reference in it leads somewhere", async () => {
  const service = JSON.parse(await read("../schema/openapi.json"));
  assert.equal(service.openapi, "3.1.0");
  const references = JSON.stringify(service).match(/#\/components\/schemas\/\w+/g);
  for (const reference of references) assert.ok(service.components.schemas[reference.split("/").at(-1)], reference);
  const { schema } = service.paths["/quote"].post.responses["200"].content["application/json"];
  const isAnswer = new Ajv2020({ strict: false }).compile({ ...schema, components: service.components });
  const quote = landfall.quote(TEE);
  assert.ok(isAnswer(quote));
  assert.ok(isAnswer([quote, { errors: [{ code: "FIELD_MISSING", path: "items", message: "…" }] }]));
  assert.ok(!isAnswer({ ...quote, items: [{}] }));
});
