import { type Landfall, LandfallError, type Problem, type Quote } from "../index.js";
import { type Change, differences } from "./changes.js";
import { told } from "./usage.js";

/** What a quote that was replayed and came out the same says. */
export interface Verified {
  verified: true;
  asOf: string;
  snapshot: Quote["snapshot"];
  engine: string;
}

/** Replays a request and holds a quote to it; throws every difference. */
export function verified(landfall: Landfall, request: string, text: string): Verified {
  const quote = quoteOf(text);
  const again: Quote = JSON.parse(landfall.quoteText(dated(request, quote.asOf)));
  const changes = differences(quote, again);
  if (changes.length > 0) throw new LandfallError(changes.map((change) => problemOf(change)));
  const { asOf, snapshot, engine } = again;
  return { verified: true, asOf, snapshot, engine };
}

function quoteOf(text: string): Quote {
  try {
    const quote = JSON.parse(text);
    if (typeof quote?.asOf === "string" && typeof quote.outcome === "string") return quote;
  } catch {
    // Told below.
  }
  throw told("QUOTE_INVALID", "the second file is no quote: give what `landfall quote` wrote");
}

/** The request on the quote's day, where it names none of its own. */
function dated(request: string, asOf: string): string {
  try {
    const cart = JSON.parse(request);
    return cart !== null && typeof cart === "object" && cart.asOf === undefined ? JSON.stringify({ ...cart, asOf }) : request;
  } catch {
    // The engine says what is wrong with it.
    return request;
  }
}

function problemOf({ path, from, to }: Change): Problem {
  const { code, way } = CAUSES[path] ?? DIFFERS;
  const stands = from === null ? "nothing stands here" : `\`${from}\` stands here`;
  return { code, path, message: `${stands}, the replay gives ${to === null ? "nothing" : `\`${to}\``}: ${way}` };
}

/** Differences that explain all others. */
const CAUSES: Readonly<Record<string, { code: Uppercase<string>; way: string }>> = {
  "snapshot.digest": { code: "SNAPSHOT_DIFFERS", way: "give the snapshot that was used with `--snapshot`" },
  "snapshot.edition": { code: "SNAPSHOT_DIFFERS", way: "give the snapshot that was used with `--snapshot`" },
  engine: { code: "ENGINE_DIFFERS", way: "install the version that was used" },
};

/** Any other. */
const DIFFERS = { code: "QUOTE_DIFFERS", way: "it is not the answer to this request" } as const;
