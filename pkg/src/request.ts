import { LandfallError, firstLine, problem, type Problem } from "./error.js";
import { today } from "./today.js";
import type { MerchantProfile, QuoteRequest } from "./types.js";

/** The most that the engine reads, in bytes; what is longer need not be copied whole to be refused. */
const LIMIT = 4 * 1024 * 1024;

/** A request on its way to the engine. */
export interface Prepared {
  readonly text: string;
  /** The country that it goes to, as far as that can be told without judging the request. */
  readonly destination: string | undefined;
}

/** The request as JSON text, with the day and the merchant's profile where it does not say them. */
export function prepared(request: QuoteRequest | string, profile?: MerchantProfile): Prepared {
  const { text, destination } = typeof request === "string" ? completed(request, profile) : written(request, profile);
  return { text: text.slice(0, LIMIT + 1), destination };
}

/**
 * The text with what it does not say. Nothing else changes, not even a key said twice: to judge the text is the engine's
 * part, so what does not parse goes on as it is.
 */
function completed(text: string, profile: MerchantProfile | undefined): Prepared {
  const request = text.length > LIMIT ? undefined : parsed(text);
  if (!isRecord(request)) return { text, destination: undefined };
  const unsaid = Object.entries(defaults(profile)).filter(([name]) => !Object.hasOwn(request, name));
  const fields = JSON.stringify(Object.fromEntries(unsaid)).slice(1, -1);
  const comma = fields && Object.keys(request).length > 0 ? "," : "";
  return { text: text.replace("{", () => `{${fields}${comma}`), destination: destinationOf(request) };
}

/** What a request need not say: the engine knows no clock, and weighs the profile against the request itself. */
function defaults(profile: MerchantProfile | undefined): Record<string, unknown> {
  return profile ? { asOf: today(), profile } : { asOf: today() };
}

function destinationOf({ shipTo }: Record<string, unknown>): string | undefined {
  return isRecord(shipTo) && typeof shipTo.country === "string" ? shipTo.country : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A profile as JSON will say it, whatever becomes of the caller's. */
export function settled(profile: MerchantProfile): MerchantProfile {
  return JSON.parse(jsonOf(profile));
}

function written(request: unknown, profile: MerchantProfile | undefined): Prepared {
  const whole = guarded(() => {
    const plain = isRecord(request) && typeof request.toJSON === "function" ? request.toJSON() : request;
    return isRecord(plain) ? { ...defaults(profile), ...said(plain) } : plain;
  });
  return { text: jsonOf(whole), destination: isRecord(whole) ? destinationOf(whole) : undefined };
}

function jsonOf(value: unknown): string {
  const problems: Problem[] = [];
  const text = guarded(() => JSON.stringify(value, isPlain(value) ? undefined : exactly(problems)));
  if (problems.length > 0) throw new LandfallError(problems);
  if (text === undefined) throw notJson("", `a request is an object or JSON text, not ${nameOf(value)}`);
  return text;
}

/** What `act` returns; it may meet a cycle, or a getter or `toJSON` of the caller's that throws. */
function guarded<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (cause) {
    throw notJson("", `the request can't be written as JSON: ${firstLine(cause)}`, cause);
  }
}

/** What an object says: a field that is undefined is as good as left out. */
function said(request: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

/** Whether JSON says all of this as it is; JSON.stringify is several times as fast without a replacer. */
function isPlain(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean" || value === undefined;
  return value === null || (!("toJSON" in value) && Object.values(value).every(isPlain));
}

/**
 * A replacer that lets no value pass that JSON.stringify would change or drop unseen, and notes where each stands.
 * A BigInt is exact, and written in its digits.
 */
function exactly(problems: Problem[]): (this: unknown, key: string, value: unknown) => unknown {
  const paths = new WeakMap<object, string>();
  return function (key, value) {
    const path = joined(paths.get(this as object), key, Array.isArray(this));
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "object" && value !== null) paths.set(value, path);
    else if (isLost(value)) problems.push({ code: "REQUEST_NOT_JSON", path, message: lost(value) });
    return value;
  };
}

function joined(parent: string | undefined, key: string, inArray: boolean): string {
  if (parent === undefined) return "";
  if (inArray) return `${parent}[${key}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

function isLost(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "function" || typeof value === "symbol";
}

function lost(value: unknown): string {
  const way = typeof value === "number" ? "give a finite number or a decimal string" : "leave it out";
  return `JSON has no form for ${nameOf(value)}; ${way}`;
}

function nameOf(value: unknown): string {
  if (typeof value === "number") return `\`${value}\``;
  return value === undefined ? "`undefined`" : `a ${typeof value}`;
}

function notJson(path: string, message: string, cause?: unknown): LandfallError {
  return problem("REQUEST_NOT_JSON", message, { path, cause });
}
