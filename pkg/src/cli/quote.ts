import type { Landfall, Quote } from "../index.js";
import { type Answer, QUOTED, REFUSED } from "./batch.js";
import { quotePage } from "./human.js";

/** The quote for a request. */
export function quoted(landfall: Landfall, request: string): Answer {
  const json = landfall.quoteText(request);
  const quote: Quote = JSON.parse(json);
  return { status: statusOf(quote), json: () => json, lines: (page) => quotePage(page, quote, request) };
}

/** The exit status of a quote. */
export function statusOf({ outcome }: Quote): number {
  return outcome === "refused" ? REFUSED : QUOTED;
}
