import type { Charge, Quote } from "../index.js";
import { text } from "./amount.js";

/** What differs between two quotes: where, and what stands there in each; `null` where nothing does. */
export interface Change {
  path: string;
  from: string | null;
  to: string | null;
}

/** Every place in which two JSON values differ. */
export function differences(from: unknown, to: unknown, path = ""): Change[] {
  if (isBranch(from) && isBranch(to) && Array.isArray(from) === Array.isArray(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    const at = (name: string) => (Array.isArray(from) ? `${path}[${name}]` : path ? `${path}.${name}` : name);
    return names.flatMap((name) => differences(from[name], to[name], at(name)));
  }
  return from === to ? [] : [{ path, from: said(from), to: said(to) }];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function said(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What the law of another day changes in a quote: its outcome, its scheme, its sums, and each charge by its id. */
export function changes(from: Quote, to: Quote): Change[] {
  return differences(outline(from), outline(to));
}

function outline({ outcome, scheme, totals, charges }: Quote): object {
  const sums = Object.entries(totals ?? {}).map(([name, money]) => [name, text(money)]);
  return { outcome, scheme, totals: Object.fromEntries(sums), charges: Object.fromEntries(charges.map((each) => [each.id, terms(each)])) };
}

/** What a charge comes to, at which rate. */
export function terms({ rate, amount }: Charge): string {
  return `${rate}: ${text(amount)}`;
}
