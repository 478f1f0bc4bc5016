import type { Problem } from "../error.js";
import type { Address, Charge, Money, Quote, QuoteItem, QuoteRequest, Reason, SnapshotInfo, Totals } from "../types.js";
import { text } from "./amount.js";
import { type Page, type Row, type Style, paragraph, styled, table } from "./page.js";

export const OUTCOME_STYLES = { complete: "green", estimated: "yellow", refused: "red" } as const satisfies Record<string, Style>;

const COLLECTED = { checkout: "at checkout", delivery: "on delivery", accounted: "accounted for by the buyer" };

/** A quote as people read it: what is to be paid, by which law, who collects it, and what to do about the rest. */
export function quotePage(page: Page, quote: Quote, request: string): string[] {
  const { totals } = quote;
  return [
    ...heading(page, quote, request),
    ...section(page, "Charges", quote.charges.length > 0 ? charges(page, quote.charges) : []),
    ...section(page, "Lines", quote.items.length > 1 || quote.items.some(isFromTariff) ? lines(page, quote.items) : []),
    ...section(page, "Totals", totals ? sums(page, totals, quote) : []),
    ...section(page, "Reasons", quote.reasons.flatMap((reason) => adviceLines(page, reason))),
    ...section(page, "Hints", quote.hints.flatMap((hint) => adviceLines(page, hint))),
    "",
    ...footer(page, quote),
  ];
}

/** Problems of a request as people read them. */
export function problemPage(page: Page, problems: readonly Problem[]): string[] {
  return problems.flatMap(({ code, path, message }) => [
    ...paragraph(`${path && `${path}: `}${message}`, page.width, "• "),
    styled(page, "dim", `  ${code}`),
  ]);
}

/** What a snapshot is, as people read it. */
export function infoPage(page: Page, info: SnapshotInfo): string[] {
  return Object.entries(info).flatMap(([name, value]) => {
    const title = styled(page, "bold", titled(name));
    if (!isLong(value)) return paragraph(`${title}: ${told(value)}`, page.width);
    return [title, ...value.flatMap((part) => paragraph(told(part), page.width, "  • "))];
  });
}

/** Whether each part of it deserves a line. */
function isLong(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.some((part) => typeof part === "object" || String(part).includes(" "));
}

function titled(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(", ") || "none";
  if (typeof value !== "object" || value === null) return String(value ?? "none");
  return Object.entries(value).map(([name, part]) => `${titled(name).toLowerCase()} ${told(part)}`).join(", ");
}

/** A part of a page under its title; nothing where there is nothing in it. */
export function section(page: Page, title: string, content: string[]): string[] {
  return content.length > 0 ? ["", styled(page, "bold", title), ...content] : [];
}

/** What was asked, and how far the answer goes. */
export function heading(page: Page, quote: Quote, request: string): string[] {
  const { incoterm, incotermFrom, importerOfRecord, importChargesPaidBy } = quote.parties;
  const outcome = styled(page, OUTCOME_STYLES[quote.outcome], quote.outcome.toUpperCase());
  const term = incotermFrom === "default" ? `${incoterm} (assumed)` : incoterm;
  const facts = [
    quote.scheme ? `scheme ${quote.scheme}` : "",
    `the ${importerOfRecord} is importer of record`,
    `the ${importChargesPaidBy} pays import charges`,
  ];
  return [
    ...paragraph([routeOf(JSON.parse(request)), quote.asOf, term, outcome].join("  ·  "), page.width),
    ...paragraph(facts.filter(Boolean).join("; "), page.width).map((text) => styled(page, "dim", text)),
  ];
}

/** From where to where, as the request says it; the quote does not repeat it. */
export function routeOf({ shipFrom, shipTo }: Pick<QuoteRequest, "shipFrom" | "shipTo">): string {
  const place = ({ country, region }: Address) => (region ? `${country}-${region}` : country);
  return `${place(shipFrom)} → ${place(shipTo)}`;
}

function charges(page: Page, all: readonly Charge[]): string[] {
  const wide = all.map((charge): Row => {
    return { cells: [nameOf(charge), charge.rate, text(charge.base), text(charge.amount)], notes: [collection(charge)] };
  });
  const narrow = all.map((charge): Row => {
    const rate = `${charge.rate} on ${text(charge.base)}`;
    return { cells: [nameOf(charge), text(charge.amount)], notes: [rate, collection(charge)] };
  });
  return table(page, ["", "Rate", "On", "Amount"], wide) ?? table(page, ["", "Amount"], narrow) ?? [];
}

/** What a charge is, and on which line. */
export function nameOf({ name, item, waived, merchantRate }: Charge): string {
  const remarks = [item && `line ${item}`, merchantRate && "merchant's rate", waived && "waived"].filter(Boolean);
  return remarks.length > 0 ? `${name} (${remarks.join(", ")})` : name;
}

/** Who collects a charge, when, and by which law. */
export function collection({ collected, payer, recoverable, law, validFrom, validTo, confidence }: Charge): string {
  const period = validTo ? `${validFrom} to ${validTo}` : `since ${validFrom}`;
  const doubt = confidence === "firm" ? "" : `; confidence ${confidence}`;
  const reclaim = recoverable ? ", recoverable" : "";
  return `${COLLECTED[collected]}, borne by the ${payer}${reclaim} · ${law}, ${period}${doubt}`;
}

function isFromTariff(item: QuoteItem): boolean {
  return item.tariffLine !== undefined;
}

function lines(page: Page, items: readonly QuoteItem[]): string[] {
  const of = (item: QuoteItem, ...amounts: Money[]): Row => ({
    cells: [item.id, ...amounts.map(text)],
    notes: [origin(item)],
  });
  const wide = items.map((item) => of(item, item.goods, item.duties, item.taxes, item.fees, item.landedCost, item.landedUnitCost));
  const narrow = items.map((item) => of(item, item.landedCost, item.landedUnitCost));
  return (
    table(page, ["", "Goods", "Duties", "Taxes", "Fees", "Landed", "Each"], wide) ??
    table(page, ["", "Landed", "Each"], narrow) ??
    []
  );
}

function origin({ origin, customsValue, tariffLine, preference, scheme }: QuoteItem): string {
  const tariff = tariffLine && `tariff line ${tariffLine.code} of ${tariffLine.table}, edition ${tariffLine.edition}, ${tariffLine.basis}`;
  const claimed = preference && `preference ${preference}`;
  const own = scheme && `scheme ${scheme}`;
  return [`origin ${origin}`, `customs value ${text(customsValue)}`, tariff, claimed, own].filter(Boolean).join(" · ");
}

function sums(page: Page, totals: Totals, { interval }: Quote): string[] {
  const row = (name: string, money: Money, style?: Style): Row => ({ cells: [name, text(money)], ...(style && { style }) });
  const rows = [
    row("Goods", totals.goods),
    row("Shipping", totals.shipping),
    row("Insurance", totals.insurance),
    row("Duties", totals.duties),
    row("Taxes", totals.taxes),
    row("Fees", totals.fees),
    row("Landed cost", totals.landedCost, "bold"),
    row("Due at checkout", totals.dueAtCheckout),
    row("Due on delivery", totals.dueOnDelivery),
  ];
  const range = interval ? [`Landed cost lies between ${text(interval.min)} and ${text(interval.max)}.`, ...interval.narrowedBy] : [];
  return [...(table(page, ["", ""], rows) ?? []), ...range.flatMap((note) => paragraph(note, page.width, "  "))];
}

/** What is open or would change the quote, with the way out. */
export function adviceLines(page: Page, { code, path, message, action }: Reason): string[] {
  const place = path ? `${code} at ${path}` : code;
  return [
    ...paragraph(message, page.width, "  • "),
    ...paragraph(action, page.width, "    → "),
    ...paragraph(place, page.width, "    ").map((line) => styled(page, "dim", line)),
  ];
}

function footer(page: Page, { snapshot, engine }: Quote): string[] {
  const words = `Snapshot of ${snapshot.edition} (${snapshot.digest.slice(0, 12)}), engine ${engine}`;
  return paragraph(words, page.width).map((line) => styled(page, "dim", line));
}
