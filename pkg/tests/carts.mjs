/** A T-shirt sold under IOSS: Council Regulation (EU) 2026/382 and Directive 2006/112/EC art. 369l. */
export const TEE = Object.freeze({
  asOf: "2026-11-24",
  shipFrom: { country: "CN" },
  shipTo: { country: "DE" },
  incoterm: "DDP",
  items: [
    {
      id: "tee",
      quantity: 1,
      unitPrice: { amount: "20.00", currency: "EUR" },
      hsCode: "61091000",
      originCountry: "CN",
    },
  ],
  shipping: { amount: "5.00", currency: "EUR" },
  seller: { country: "CN", registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] },
  rules: { "eu-union-handling-fee": false },
});

/** The same cart with some of its line changed. */
export function withItem(change) {
  return { ...TEE, items: [{ ...TEE.items[0], ...change }] };
}

/** The flat duty of EUR 3, then 19 % of 25.00 without it, since the import is exempt: 4.75. */
export const TEE_TOTALS = { duties: "3.00", taxes: "4.75", landedCost: "32.75" };

/** The amounts of the totals named. */
export function figures({ totals }, names = Object.keys(TEE_TOTALS)) {
  return Object.fromEntries(names.map((name) => [name, totals[name].amount]));
}
