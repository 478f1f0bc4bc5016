/** The product page, the same on the server and in the browser. */
import { h } from "preact";

const PRICE = { amount: "20.00", currency: "EUR" };

/** Where the shop sends to, as the shopper reads it. */
const NAMES = { DE: "Germany", FR: "France", GB: "United Kingdom" };

/** What the engine is loaded for. */
export const DESTINATIONS = Object.keys(NAMES);

/** The cart of one product: what landfall is asked. */
export function cartOf({ asOf, to, quantity }) {
  return {
    asOf,
    shipFrom: { country: "CN" },
    shipTo: { country: to },
    incoterm: "DDP",
    seller: { country: "CN", registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] },
    items: [{ id: "tee", quantity, unitPrice: PRICE, hsCode: "6109.10.00", originCountry: "CN" }],
    shipping: { amount: "5.00", currency: "EUR" },
  };
}

/**
 * `order` is what the shopper chose, `quoteText` what landfall answers. `onOrder` hears of another choice; the server has
 * none to hear.
 */
export function Product({ order, quoteText, onOrder }) {
  const quote = JSON.parse(quoteText);
  const change = (name) => (event) => onOrder({ ...order, [name]: event.target.value });
  return h(
    "article",
    null,
    h("h1", null, "T-shirt, cotton"),
    h("p", null, spelled(PRICE)),
    h("label", null, "To ", destinations(order.to, change("to"))),
    h("label", null, " Pieces ", h("input", { type: "number", min: 1, value: order.quantity, onChange: change("quantity") })),
    h("table", null, h("tbody", null, rows(quote))),
    quote.reasons.map(({ message }) => h("p", null, message)),
    h("details", null, h("summary", null, "The whole quote"), h("pre", null, quoteText)),
  );
}

function destinations(chosen, onChange) {
  const option = ([code, name]) => h("option", { value: code, selected: code === chosen }, name);
  return h("select", { onChange }, Object.entries(NAMES).map(option));
}

function rows({ outcome, totals }) {
  if (outcome === "refused") return [];
  const names = { goods: "Goods", shipping: "Shipping", duties: "Duties", taxes: "Taxes", fees: "Fees", landedCost: "In all" };
  return Object.entries(names).map(([key, name]) => h("tr", null, h("th", null, name), h("td", null, spelled(totals[key]))));
}

function spelled({ amount, currency }) {
  return `${currency} ${amount}`;
}
