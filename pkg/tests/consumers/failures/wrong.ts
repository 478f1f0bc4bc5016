import type { QuoteRequest } from "landfall";

export const cart: QuoteRequest = {
  shipFrom: { country: "CN" },
  shipTo: { country: "DE" },
  items: [{ quantity: 1, unitPrice: { amount: "20.00", currency: "EUR" }, hsCode: "cotton T-shirt" }],
};
