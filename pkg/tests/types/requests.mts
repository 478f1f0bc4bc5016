/** What a request may say, and what the types catch before the engine has to. */
import { type HsCode, type MerchantProfile, type QuoteRequest, type RequestItem, load } from "landfall";

const landfall = await load();
const item = { quantity: 1, unitPrice: { amount: "20.00", currency: "EUR" } } satisfies RequestItem;
const cart = { shipFrom: { country: "CN" }, shipTo: { country: "DE" }, items: [item] } satisfies QuoteRequest;

// Codes as tariffs write them.
const codes: HsCode[] = ["61", "0101", "6109.10", "6109.10.00", "6109.10.00.10", "6109 10 00", "6109100010"];
landfall.quote({ ...cart, items: codes.map((hsCode) => ({ ...item, hsCode })) });
// @ts-expect-error: words are no code
landfall.quote({ ...cart, items: [{ ...item, hsCode: "T-shirt" }] });
// @ts-expect-error: nor is a code with other separators
landfall.quote({ ...cart, items: [{ ...item, hsCode: "6109/10" }] });
// @ts-expect-error: nor is a number, which would lose its leading zero
landfall.quote({ ...cart, items: [{ ...item, hsCode: 9503 }] });
// A code from elsewhere is vouched for by the one who says so.
declare const fromElsewhere: string;
landfall.quote({ ...cart, items: [{ ...item, hsCode: fromElsewhere as HsCode }] });

// Amounts in every exact form.
for (const amount of ["20.00", 20, 20n]) landfall.quote({ ...cart, shipping: { amount, currency: "EUR" } });
// @ts-expect-error: an amount has a currency
landfall.quote({ ...cart, shipping: { amount: "5.00" } });
// @ts-expect-error: currencies are capital letters
landfall.quote({ ...cart, shipping: { amount: "5.00", currency: "eur" } });

// @ts-expect-error: no such kind of buyer
landfall.quote({ ...cart, buyer: { kind: "person" } });
// @ts-expect-error: no such unit
landfall.quote({ ...cart, items: [{ ...item, netWeight: { value: 1, unit: "stone" } }] });
// @ts-expect-error: no such extra
landfall.quote({ ...cart, include: ["everything"] });
// @ts-expect-error: a request has items
landfall.quote({ shipFrom: cart.shipFrom, shipTo: cart.shipTo });
// @ts-expect-error: undefined is not the same as left out
landfall.quote({ ...cart, incoterm: undefined });

const profile: MerchantProfile = { shipFrom: { country: "CN" }, incoterm: "DDP" };
// @ts-expect-error: where it goes is the cart's to say
profile.shipTo = { country: "DE" };

// @ts-expect-error: a request is not made later
landfall.quote(Promise.resolve(cart));
