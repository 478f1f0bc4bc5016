/**
 * Carts without end, the same on every machine: what they say is a function of their number alone.
 *
 * Most can be quoted, some are refused; all can be read.
 */
export function carts(count) {
  return Array.from({ length: count }, (_, index) => JSON.stringify(cart(dice(index + 1))));
}

const GOODS = [
  ["6109.10.00", "T-shirt of cotton"],
  ["4901.99.00", "Printed book"],
  ["9102.12.00", "Wrist-watch"],
  ["950300", "Toy"],
  ["2204.21", "Wine"],
  ["", "Something"],
];

function cart(roll) {
  const currency = roll.of(["EUR", "GBP", "USD"]);
  const country = roll.of(["DE", "FR", "DK", "SE", "IE", "GB", "HU", "PL"]);
  return {
    asOf: roll.of(["2026-06-30", "2026-07-01", "2026-11-24", "2027-01-01"]),
    shipFrom: { country: roll.of(["CN", "US", "JP", "IN"]) },
    shipTo: { country },
    transport: roll.of(["courier", "post"]),
    incoterm: roll.of(["DAP", "DDP"]),
    purpose: roll.of(["sale", "sale", "sale", "gift"]),
    buyer: { kind: roll.of(["consumer", "consumer", "business"]) },
    seller: { registrations: roll.of([[], [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }]]) },
    items: Array.from({ length: 1 + roll.below(6) }, () => item(roll, currency)),
    shipping: { amount: amount(roll, 2_000), currency },
    currency: roll.of(["EUR", "GBP", "DKK", currency]),
    exchangeRates: RATES,
    include: roll.of([[], ["trace"], ["digest"]]),
  };
}

/** So that the carts do not turn on which days the snapshot has rates for. */
const RATES = [
  { from: "EUR", to: "GBP", rate: "0.8437" },
  { from: "EUR", to: "USD", rate: "1.0931" },
  { from: "EUR", to: "DKK", rate: "7.4604" },
];

function item(roll, currency) {
  const [hsCode, description] = roll.of(GOODS);
  return {
    description,
    quantity: roll.of([1, 2, "3.5", 12]),
    unitPrice: { amount: amount(roll, 9_000), currency },
    ...(hsCode && { hsCode }),
    originCountry: roll.of(["CN", "US", "JP", "IN", "TR"]),
    netWeight: { value: "0.250", unit: roll.of(["kg", "lb", "oz"]) },
  };
}

function amount(roll, below) {
  const cents = String(1 + roll.below(below)).padStart(3, "0");
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

/** Mulberry32: whole numbers only, so that every machine rolls the same. */
function dice(seed) {
  let state = seed;
  const below = (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, of: (choices) => choices[below(choices.length)] };
}
