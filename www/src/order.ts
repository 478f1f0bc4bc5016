import type { Address, Country, CurrencyCode, DecimalString, QuoteRequest, Registration } from "landfall";
import data from "./shop.json";

/** What the shop sells. */
export interface Product {
  id: string;
  name: string;
  /** In the words of customs. */
  description: string;
  price: DecimalString;
  hsCode: string;
  origin: Country;
  kilograms: DecimalString;
  /** How many lie in the cart at first. */
  quantity: string;
}

interface Shop {
  name: string;
  shipFrom: Address;
  /** Where most orders go. */
  shipTo: Country;
  currency: CurrencyCode;
  shipping: DecimalString;
  registrations: Registration[];
  products: Product[];
}

/** The shop's data; the engine checks it with every order. */
export const shop = data as Shop;

/** The order as the form stands: what a shop would send to landfall. */
export function requestOf(form: HTMLFormElement): QuoteRequest {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? "").trim();
  const postalCode = text("postalCode");
  const asOf = text("asOf");
  return {
    ...(asOf && { asOf }),
    shipFrom: shop.shipFrom,
    shipTo: { country: text("destination"), ...(postalCode && { postalCode }) },
    transport: text("transport"),
    incoterm: text("incoterm"),
    seller: { country: shop.shipFrom.country, registrations: fields.has("registered") ? shop.registrations : [] },
    items: shop.products.filter(({ id }) => text(id) !== "0").map((product) => itemOf(product, text(product.id))),
    shipping: { amount: shop.shipping, currency: shop.currency },
  } as QuoteRequest;
}

function itemOf({ id, description, price, hsCode, origin, kilograms }: Product, quantity: string) {
  return {
    id,
    description,
    quantity,
    unitPrice: { amount: price, currency: shop.currency },
    hsCode,
    originCountry: origin,
    netWeight: { value: kilograms, unit: "kg" },
  };
}
