import type { Charge, Money, Problem, Quote, Reason, Totals } from "landfall";
import { byId, h } from "./dom";
import { shop } from "./order";
import { collected, day, list, money } from "./words";

const OUTCOMES = { complete: "Complete", estimated: "Estimate", refused: "No quote" };

const GROUPS: { title: string; total: keyof Totals; kinds: readonly Charge["kind"][] }[] = [
  { title: "Duties", total: "duties", kinds: ["duty", "tradeRemedy"] },
  { title: "Taxes", total: "taxes", kinds: ["tax", "excise"] },
  { title: "Fees", total: "fees", kinds: ["fee"] },
];

/** Shows what the engine answered. */
export function showQuote(quote: Quote): void {
  badge(quote.outcome);
  const { totals } = quote;
  answer(
    totals ? figures(quote, totals) : h("p", { class: "notice" }, "We can’t give you an honest price for this order yet."),
    ...(quote.interval ? [interval(quote.interval)] : []),
    advice(quote.outcome === "complete" ? "Good to know" : "Why, and what would help", quote.reasons),
    advice("Tips", quote.hints),
    rates(quote),
  );
  byId("foot").textContent = `Worked out in this page, by the law of ${day(quote.asOf)}. Snapshot of ${day(quote.snapshot.edition)}, landfall ${quote.engine}.`;
  announce(totals ? `Landed cost ${money(totals.landedCost)}` : "No quote for this order");
}

/** Shows why the order can't be read; the problems of a line stand beside the line. */
export function showRejection(others: readonly Problem[]): void {
  badge(undefined);
  const items = others.map(({ path, message }) => h("li", {}, prose(path ? `\`${path}\`: ${message}` : message)));
  answer(h("p", { class: "notice" }, "Please check the order: something in it can’t be read."), h("ul", { class: "plain" }, ...items));
  announce("The order has a problem");
}

export function showEmptyCart(): void {
  badge(undefined);
  answer(h("p", { class: "quiet" }, "Your cart is empty. Add something to see what it costs at your door."));
  announce("Your cart is empty");
}

/** Shows that the engine could not be loaded, and lets the shopper try again. */
export function showFailure(error: Error, retry: () => void): void {
  const button = h("button", { type: "button", class: "pay" }, "Try again");
  button.addEventListener("click", retry);
  answer(
    h("p", { class: "notice", role: "alert" }, "Duties and taxes can’t be worked out just now."),
    h("p", { class: "quiet" }, error.message),
    button,
  );
}

function badge(outcome: Quote["outcome"] | undefined): void {
  byId("outcome").replaceChildren(...(outcome ? [h("span", { class: `badge ${outcome}` }, OUTCOMES[outcome])] : []));
}

function answer(...parts: (HTMLElement | undefined)[]): void {
  byId("answer").replaceChildren(...parts.filter((part) => part !== undefined));
}

/** Says in few words what changed: to those who listen, and on a small screen in a bar that stays in sight. */
function announce(text: string): void {
  byId("status").textContent = text;
  const bar = byId("bar");
  bar.hidden = false;
  bar.replaceChildren(h("b", {}, text), h("span", {}, "See the summary"));
}

/** Text in which backticks mark what machines write. */
function prose(text: string): HTMLElement {
  const parts = text.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
  return h("span", {}, ...parts);
}

function figures({ charges }: Quote, totals: Totals): HTMLElement {
  const pay = h("button", { type: "button", class: "pay" }, `Pay ${money(totals.dueAtCheckout)}`);
  const note = h("p", { class: "quiet centred", role: "status" });
  pay.addEventListener("click", () => (note.textContent = "This is a demonstration: nothing was ordered."));
  return h(
    "div",
    {},
    h("dl", { class: "sums" }, ...sum("Goods", totals.goods), ...sum("Shipping", totals.shipping)),
    ...GROUPS.map(({ title, total, kinds }) => group(title, totals[total], charges.filter(({ kind }) => kinds.includes(kind)))),
    h("dl", { class: "sums total" }, ...sum("Landed cost", totals.landedCost)),
    h("dl", { class: "sums due" }, ...sum("Due now", totals.dueAtCheckout), ...sum("Due on delivery", totals.dueOnDelivery)),
    pay,
    note,
  );
}

function sum(name: string, amount: Money): HTMLElement[] {
  return [h("dt", {}, name), h("dd", {}, money(amount))];
}

function group(title: string, total: Money, charges: readonly Charge[]): HTMLElement {
  return h(
    "section",
    { class: "group" },
    h("h3", {}, h("span", {}, title), h("span", { class: "amount" }, money(total))),
    charges.length > 0 && h("ul", { class: "charges" }, ...charges.map(chargeLine)),
  );
}

function chargeLine(charge: Charge): HTMLElement {
  const { name, rate, base, amount, waived, item } = charge;
  const product = shop.products.find(({ id }) => id === item);
  return h(
    "li",
    {},
    h(
      "details",
      {},
      h(
        "summary",
        {},
        h("span", { class: "charge-name" }, name, waived && " (waived)"),
        h("span", { class: "amount" }, money(amount)),
        h("span", { class: "charge-rate" }, `${rate} on ${money(base)}${product ? ` · ${product.name}` : ""}`),
        h("span", { class: "charge-rate" }, collected(charge)),
      ),
      law(charge),
    ),
  );
}

function law({ law, source, validFrom, validTo, confidence }: Charge): HTMLElement {
  const period = validTo ? `${day(validFrom)} to ${day(validTo)}` : `since ${day(validFrom)}`;
  const facts: [string, string | undefined][] = [
    ["Law", law],
    ["In force", period],
    ["Source", source],
    ["Confidence", confidence === "firm" ? undefined : confidence],
  ];
  return h("dl", { class: "law" }, ...facts.flatMap(([name, fact]) => (fact ? [h("dt", {}, name), h("dd", {}, linked(fact))] : [])));
}

/** A source that is an address becomes a link. */
function linked(text: string): HTMLElement | string {
  return /^https:\/\/\S+$/.test(text) ? h("a", { href: text, rel: "noreferrer" }, text) : text;
}

function interval({ min, max }: NonNullable<Quote["interval"]>): HTMLElement {
  return h("p", { class: "notice" }, `Somewhere between ${money(min)} and ${money(max)}.`);
}

function advice(title: string, reasons: readonly Reason[]): HTMLElement | undefined {
  if (reasons.length === 0) return undefined;
  const items = reasons.map(({ message, action }) => h("li", {}, prose(message), " ", h("span", { class: "quiet" }, prose(action))));
  return h("section", { class: "advice" }, h("h3", {}, title), h("ul", {}, ...items));
}

function rates({ exchangeRates }: Quote): HTMLElement | undefined {
  if (exchangeRates.length === 0) return undefined;
  const words = exchangeRates.map(({ from, to, rate, day: of, source }) => `1 ${from} = ${rate} ${to} (${of ? `${day(of)}, ` : ""}${source})`);
  return h("p", { class: "quiet" }, `Exchange: ${list(words)}`);
}
