import { type Address, type Country, type Landfall, LandfallError, type Problem, type Quote, type QuoteRequest } from "../index.js";
import { text } from "./amount.js";
import { type Answer, BAD_INPUT, worst } from "./batch.js";
import { OUTCOME_STYLES } from "./human.js";
import { type Page, type Row, paragraph, styled, table } from "./page.js";
import { statusOf } from "./quote.js";
import { requestOf } from "./rows.js";

type Compared = { shipTo: Address; quote: Quote } | { shipTo: Address; errors: readonly Problem[] };

/** Places as they are written on a command line: `DE,GB,US-CA`. */
export function placesOf(text: string): Address[] {
  return text.split(",").map((place) => {
    const [country = "", region] = place.trim().split("-");
    return { country: country as Country, ...(region && { region }) };
  });
}

/** A cart to each of several places, in one currency: the one that it asks for, else that of its prices. */
export function compared(landfall: Landfall, request: string, places: Address[], asked: string | undefined): Answer {
  const cart = requestOf(landfall, request, "shipTo");
  const currency = asked ?? cart.currency ?? cart.items[0]?.unitPrice.currency;
  const all = places.map((shipTo) => one(landfall, { ...cart, shipTo, ...(currency && { currency }) } as QuoteRequest));
  return {
    status: worst(all.map((each) => ("quote" in each ? statusOf(each.quote) : BAD_INPUT))),
    json: () => JSON.stringify(all),
    lines: (page) => comparedPage(page, all),
  };
}

function one(landfall: Landfall, request: QuoteRequest): Compared {
  const { shipTo } = request;
  try {
    return { shipTo, quote: landfall.quote(request) };
  } catch (thrown) {
    if (thrown instanceof LandfallError) return { shipTo, errors: thrown.errors };
    throw thrown;
  }
}

function comparedPage(page: Page, all: Compared[]): string[] {
  const wide = all.map((each) => row(page, each, ["goods", "shipping", "duties", "taxes", "fees", "landedCost"]));
  const narrow = all.map((each) => row(page, each, ["landedCost"]));
  return (
    table(page, ["", "Goods", "Shipping", "Duties", "Taxes", "Fees", "Landed cost"], wide) ??
    table(page, ["", "Landed cost"], narrow) ??
    narrow.flatMap(({ cells }) => paragraph(cells.join("  "), page.width))
  );
}

function row(page: Page, each: Compared, names: (keyof NonNullable<Quote["totals"]>)[]): Row {
  const place = [each.shipTo.country, each.shipTo.region].filter(Boolean).join("-");
  if ("errors" in each) return { cells: [place, ...names.map(() => "")], notes: each.errors.map(({ code, message }) => `${message} (${code})`) };
  const { totals, outcome, scheme, reasons, interval } = each.quote;
  const remark = [styled(page, OUTCOME_STYLES[outcome], outcome), scheme, interval && `${text(interval.min)} to ${text(interval.max)}`];
  const why = outcome === "refused" ? reasons.map(({ message }) => message) : [];
  return {
    cells: [place, ...names.map((name) => (totals ? text(totals[name]) : "—"))],
    notes: [remark.filter(Boolean).join(" · "), ...why],
  };
}
