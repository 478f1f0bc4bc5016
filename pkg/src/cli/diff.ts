import type { Charge, Landfall, Quote, QuoteRequest } from "../index.js";
import { difference, signed, text } from "./amount.js";
import { type Answer, worst } from "./batch.js";
import { type Change, changes, terms } from "./changes.js";
import { OUTCOME_STYLES, adviceLines, nameOf, routeOf, section } from "./human.js";
import { type Page, type Row, paragraph, styled, table } from "./page.js";
import { statusOf } from "./quote.js";
import { requestOf } from "./rows.js";

/** A cart on two days. */
export function differed(landfall: Landfall, request: string, days: { from: string; to: string }): Answer {
  const cart = requestOf(landfall, request, "asOf");
  const on = (asOf: string) => landfall.quote({ ...cart, asOf } as QuoteRequest);
  const [from, to] = [on(days.from), on(days.to)];
  const changed = changes(from, to);
  return {
    status: worst([statusOf(from), statusOf(to)]),
    json: () => JSON.stringify({ from, to, changes: changed }),
    lines: (page) => differedPage(page, cart, from, to, changed),
  };
}

function differedPage(page: Page, cart: QuoteRequest, from: Quote, to: Quote, changed: Change[]): string[] {
  const outcome = (quote: Quote) => styled(page, OUTCOME_STYLES[quote.outcome], quote.outcome.toUpperCase());
  const day = (quote: Quote): string => [quote.asOf, outcome(quote), quote.scheme].filter(Boolean).join(" ");
  if (changed.length === 0) return [...heading(page, cart, day(from), day(to)), "", "Nothing changes."];
  const known = new Set(from.reasons.map(({ code }) => code));
  const news = to.reasons.filter(({ code }) => !known.has(code));
  return [
    ...heading(page, cart, day(from), day(to)),
    ...section(page, "Totals", sums(page, from, to)),
    ...section(page, "Charges that change", charges(page, from, to)),
    ...section(page, `New on ${to.asOf}`, news.flatMap((reason) => adviceLines(page, reason))),
  ];
}

function heading(page: Page, cart: QuoteRequest, from: string, to: string): string[] {
  return paragraph(`${routeOf(cart)}  ·  ${from}  →  ${to}`, page.width);
}

const SUMS = { duties: "Duties", taxes: "Taxes", fees: "Fees", landedCost: "Landed cost", dueAtCheckout: "Due at checkout", dueOnDelivery: "Due on delivery" } as const;

function sums(page: Page, from: Quote, to: Quote): string[] {
  const rows = Object.entries(SUMS).map(([key, name]): Row => {
    const [before, after] = [from.totals?.[key as keyof typeof SUMS], to.totals?.[key as keyof typeof SUMS]];
    const change = before && after && before.currency === after.currency ? signed(difference(before, after)) : "";
    return { cells: [name, before ? text(before) : "—", after ? text(after) : "—", change], ...(key === "landedCost" && { style: "bold" }) };
  });
  return table(page, ["", from.asOf, to.asOf, "Change"], rows) ?? rows.flatMap(({ cells }) => paragraph(cells.join("  "), page.width));
}

function charges(page: Page, from: Quote, to: Quote): string[] {
  const before = new Map(from.charges.map((charge) => [charge.id, charge]));
  const after = new Map(to.charges.map((charge) => [charge.id, charge]));
  const same = (charge: Charge) => terms(charge) === terms(after.get(charge.id) ?? charge) && after.has(charge.id);
  const gone = from.charges.filter((charge) => !same(charge)).map((charge) => line(page, "−", charge));
  const come = to.charges.filter(({ id }) => !before.has(id) || !same(before.get(id) as Charge)).map((charge) => line(page, "+", charge));
  return [...gone, ...come].flat();
}

function line(page: Page, sign: string, charge: Charge): string[] {
  const { law, validFrom, validTo } = charge;
  const period = validTo ? `${validFrom} to ${validTo}` : `since ${validFrom}`;
  return [
    ...paragraph(`${nameOf(charge)}, ${terms(charge)}`, page.width, `  ${sign} `),
    ...paragraph(`${law}, ${period}`, page.width, "    ").map((text) => styled(page, "dim", text)),
  ];
}
