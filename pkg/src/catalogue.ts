import { LandfallError, type Problem } from "./error.js";
import { prepared } from "./request.js";
import type { Opened } from "./snapshot.js";
import type { Address, CatalogueRequest, CurrencyCode, MerchantProfile, MinorUnits, PriceColumn, QuotedPrices } from "./types.js";

/** What stands in a row of the engine's after the outcome, in its order. */
const AMOUNTS = ["landedCost", "duties", "taxes", "fees", "dueAtCheckout", "dueOnDelivery"] as const;
const WIDTH = 1 + AMOUNTS.length;

/** The outcome of a price that can't be quoted, and of one whose amounts are more than a number can hold exactly. */
const REJECTED = 4;
/** The last outcome that has amounts: `estimated`. */
const ESTIMATED = 2;

/** How many prices cross at a time, so that memory stays small whatever the catalogue. */
const CHUNK = 4096;

/** What the engine says of a consignment before its rows. */
type Head = { currency: CurrencyCode; decimals: number; errors?: undefined } | { errors: Problem[] };

/** Quotes an article at many prices to many destinations. */
export function catalogue(opened: Opened, { article, prices, destinations }: CatalogueRequest, profile?: MerchantProfile): PriceColumn[] {
  const addresses = destinations.map((to): Address => (typeof to === "string" ? { country: to } : to));
  const requests = addresses.map((shipTo) => prepared({ ...article, shipTo }, profile));
  for (const { destination } of requests) opened.require(destination);
  const consignments = requests.map(({ text }) => text).join("\n");
  const amounts = wholeNumbers(prices);
  let columns: PriceColumn[] | undefined;
  for (let start = 0; start === 0 || start < amounts.length; start += CHUNK) {
    const chunk = amounts.subarray(start, start + CHUNK);
    const cells = new BigInt64Array(requests.length * chunk.length * WIDTH);
    const heads: Head[] = JSON.parse(opened.host.call((engine) => engine.catalogue(consignments, chunk, cells)));
    columns ??= heads.map((head, at) => emptied(addresses[at] as Address, head, amounts.length));
    columns.forEach((column, at) => {
      if (!column.errors) fill(column, start, chunk.length, cells.subarray(at * chunk.length * WIDTH));
    });
  }
  return columns ?? [];
}

function wholeNumbers(prices: MinorUnits): BigInt64Array {
  const problems: Problem[] = [];
  const whole = BigInt64Array.from(prices as ArrayLike<number>, (price, at) => {
    if (typeof price === "bigint" || Number.isSafeInteger(price)) return BigInt(price);
    problems.push({ code: "PRICE_NOT_WHOLE", path: `prices[${at}]`, message: `\`${price}\` is no whole number: give prices in the smallest unit of the currency, 1999 for 19.99` });
    return 0n;
  });
  if (problems.length > 0) throw new LandfallError(problems);
  return whole;
}

function emptied(destination: Address, head: Head, length: number): PriceColumn {
  if (head.errors) return { destination, errors: head.errors };
  const amounts = AMOUNTS.map((name) => [name, new Float64Array(length)]);
  return { destination, ...head, outcomes: new Uint8Array(length), ...Object.fromEntries(amounts) };
}

function fill(column: QuotedPrices, start: number, length: number, cells: BigInt64Array): void {
  for (let row = 0; row < length; row += 1) {
    const [outcome = 0, ...amounts] = Array.from(cells.subarray(row * WIDTH, (row + 1) * WIDTH), Number);
    const at = start + row;
    const known = outcome <= ESTIMATED && amounts.every(Number.isSafeInteger);
    column.outcomes[at] = known || outcome > ESTIMATED ? outcome : REJECTED;
    // Not a number rather than nothing: no sum that takes it in can pass for an answer.
    AMOUNTS.forEach((name, place) => (column[name][at] = known ? (amounts[place] ?? Number.NaN) : Number.NaN));
  }
}
