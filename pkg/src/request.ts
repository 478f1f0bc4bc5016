import { LandfallError, problem, type Problem } from "./error.js";
import type { QuoteRequest } from "./types.js";

/** The most that the engine reads, in bytes; what is longer need not be copied whole to be refused. */
const LIMIT = 4 * 1024 * 1024;

/** The request as JSON text, `asOf` filled in where it says no day. */
export function requestText(request: QuoteRequest | string): string {
  const text = typeof request === "string" ? dated(request) : written(request);
  return text.slice(0, LIMIT + 1);
}

/** Today in UTC: the one place where landfall looks at a clock. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/**
 * The text with a day in it. Nothing else changes, not even a key said twice: to judge the text is the engine's part,
 * so what does not parse goes on as it is.
 */
function dated(text: string): string {
  if (text.length > LIMIT) return text;
  const request = parsed(text);
  if (!isRecord(request) || Object.hasOwn(request, "asOf")) return text;
  const comma = Object.keys(request).length > 0 ? "," : "";
  return text.replace("{", `{"asOf":"${today()}"${comma}`);
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

function written(request: unknown): string {
  const problems: Problem[] = [];
  const text = stringified(request, problems);
  if (problems.length > 0) throw new LandfallError(problems);
  if (text === undefined) throw notJson("", `a request is an object or JSON text, not ${nameOf(request)}`);
  return text;
}

function stringified(request: unknown, problems: Problem[]): string | undefined {
  try {
    const plain = isRecord(request) && typeof request.toJSON === "function" ? request.toJSON() : request;
    const whole = isRecord(plain) && plain.asOf === undefined ? { ...plain, asOf: today() } : plain;
    return JSON.stringify(whole, isPlain(whole) ? undefined : exactly(problems));
  } catch (cause) {
    // A cycle; or a getter or toJSON of the caller's that threw.
    throw notJson("", `the request can't be written as JSON: ${firstLine(cause)}`, cause);
  }
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

function firstLine(thrown: unknown): string {
  return String(thrown instanceof Error ? thrown.message : thrown).split("\n", 1)[0] ?? "";
}
