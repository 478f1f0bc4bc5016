import { type Country, type Landfall, LandfallError, type Quote, type QuoteRequest, type TariffInfo } from "../index.js";
import { type Page, type Row, type Style, paragraph, styled, table } from "./page.js";
import data from "./probes.json" with { type: "json" };

/** The carts, and the part of a country that they go to where the law differs between parts. */
const { probes } = data;
const addresses: Record<string, { region: string }> = data.addresses;

/** How far a quote can be relied on: to the cent, with something assumed, between two amounts, or not at all. */
export type Reach = "exact" | "assumed" | "interval" | "refused";

/** What a snapshot can answer for one destination. */
export interface Coverage {
  destination: Country;
  tables: TableAge[];
  probes: Record<string, { reach: Reach; reasons: string[] }>;
}

/** A tariff table, and how old it is on the day asked for. */
interface TableAge {
  id: string;
  edition: string;
  reliableUntil: string;
  ageInDays: number;
}

const STYLES = { exact: "green", assumed: "yellow", interval: "yellow", refused: "red" } as const satisfies Record<Reach, Style>;

/** Quotes the same few carts to every destination of a snapshot. */
export function coverage(landfall: Landfall, asOf: string): Coverage[] {
  const { destinations, tariffs } = landfall.info();
  return destinations.map((destination) => {
    const quotes = probes.map(({ id, request }) => ({ id, quote: probed(landfall, { ...request, asOf, shipTo: { country: destination, ...addresses[destination] } } as QuoteRequest) }));
    const used = new Set(quotes.flatMap(({ quote }) => tablesOf(quote)));
    for (const name of landfall.manifest?.destinations[destination] ?? []) used.add(name);
    return {
      destination,
      tables: tariffs.filter(({ id }) => used.has(id)).map((tariff) => aged(tariff, asOf)),
      probes: Object.fromEntries(quotes.map(({ id, quote }) => [id, reached(quote)])),
    };
  });
}

function probed(landfall: Landfall, request: QuoteRequest): Quote | LandfallError {
  const [answer] = landfall.quoteMany([request]);
  return answer as Quote | LandfallError;
}

function tablesOf(quote: Quote | LandfallError): string[] {
  return quote instanceof LandfallError ? [] : quote.items.flatMap(({ tariffLine }) => tariffLine?.table ?? []);
}

function reached(quote: Quote | LandfallError): { reach: Reach; reasons: string[] } {
  if (quote instanceof LandfallError) return { reach: "refused", reasons: quote.errors.map(({ code }) => code) };
  const reasons = [...new Set(quote.reasons.map(({ code }) => code))];
  if (quote.outcome === "refused") return { reach: "refused", reasons };
  if (quote.outcome === "complete") return { reach: "exact", reasons };
  return { reach: quote.interval ? "interval" : "assumed", reasons };
}

function aged({ id, edition, reliableUntil }: TariffInfo, asOf: string): TableAge {
  return { id, edition, reliableUntil, ageInDays: Math.round((Date.parse(asOf) - Date.parse(edition)) / DAY) };
}

/** A day in milliseconds. */
const DAY = 86_400_000;

/** Coverage as people read it: a line for each destination, then what the words mean, how many answers are of each, and what the carts are. */
export function coveragePage(page: Page, all: Coverage[]): string[] {
  const wide = all.map((each): Row => ({ cells: [each.destination, ...probes.map(({ id }) => reachOf(page, each, id)), ages(each)] }));
  const rows = table(page, ["", ...probes.map(({ id }) => id), "Tariff, age"], wide) ?? all.flatMap((each) => narrow(page, each));
  const carts = probes.map(({ id, name }) => `${id}: ${name}`).join("; ");
  return [...rows, "", ...summary(page, all), ...paragraph(`${carts}. ${data.note}`, page.width)];
}

function reachOf(page: Page, { probes }: Coverage, id: string): string {
  const reach = probes[id]?.reach ?? "refused";
  return styled(page, STYLES[reach], reach);
}

function ages({ tables }: Coverage): string {
  return tables.map(({ id, ageInDays }) => `${id} ${told(ageInDays)}`).join(", ") || "none";
}

function told(days: number): string {
  if (days < 0) return "not yet in force";
  if (days < 60) return `${days} days`;
  return days < 730 ? `${Math.round(days / 30.4)} months` : `${(days / 365.25).toFixed(1)} years`;
}

function narrow(page: Page, each: Coverage): string[] {
  const reaches = probes.map(({ id }) => `${id} ${reachOf(page, each, id)}`);
  return [styled(page, "bold", each.destination), ...[...reaches, `tariff ${ages(each)}`].flatMap((line) => paragraph(line, page.width, "  "))];
}

const MEANINGS: Record<Reach, string> = {
  exact: "to the cent, by law in force",
  assumed: "a figure with something assumed or a table that is dated",
  interval: "between two amounts, until an open question is answered",
  refused: "no honest figure",
};

function summary(page: Page, all: Coverage[]): string[] {
  const reaches = all.flatMap(({ probes }) => Object.values(probes).map(({ reach }) => reach));
  return (Object.keys(MEANINGS) as Reach[]).flatMap((reach) => {
    const count = reaches.filter((each) => each === reach).length;
    return paragraph(`${styled(page, STYLES[reach], reach)}: ${count} of ${reaches.length}, ${MEANINGS[reach]}`, page.width);
  });
}
