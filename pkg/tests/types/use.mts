import { type Charge, LandfallError, type Quote, type QuoteRequest, load } from "landfall";

const landfall = await load({ snapshot: new URL("https://shop.example/landfall.bin") });

const cart: QuoteRequest = {
  shipFrom: { country: "CN" },
  shipTo: { country: "DE", postalCode: "10115" },
  incoterm: "DDP",
  items: [{ quantity: 2, unitPrice: { amount: "12.50", currency: "EUR" }, hsCode: "6109.10.00", netWeight: { value: 0.2, unit: "kg" } }],
  rules: { "eu-union-handling-fee": false },
};

const quote: Quote = landfall.quote(cart);

// A refused quote has no totals, and the types say so.
if (quote.outcome === "refused") {
  const none: null = quote.totals;
  void none;
} else {
  const landed: string = quote.totals.landedCost.amount;
  void landed;
}
// @ts-expect-error: not before it is known that the quote was not refused
quote.totals.landedCost;

function word(charge: Charge): string {
  switch (charge.kind) {
    case "duty":
    case "tradeRemedy":
      return "duty";
    case "tax":
    case "excise":
      return "tax";
    case "fee":
      return "fee";
  }
}
quote.charges.map(word);

const problems: readonly string[] = new LandfallError([]).errors.map(({ code }) => code);
void problems;

// @ts-expect-error: a country is two capital letters
landfall.quote({ ...cart, shipTo: { country: "de" } });
// @ts-expect-error: no such term
landfall.quote({ ...cart, incoterm: "DDQ" });
// @ts-expect-error: no such field
landfall.quote({ ...cart, shipto: { country: "DE" } });
// @ts-expect-error: a day has no time
landfall.quote({ ...cart, asOf: new Date() });
