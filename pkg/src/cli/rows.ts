import { type Landfall, LandfallError, type QuoteRequest } from "../index.js";

/** How a file holds its requests. */
export type Form = "single" | "array" | "lines";

/** Requests as they stand in the file: a key said twice is still there for the engine to refuse. */
export interface Batch {
  form: Form;
  rows: string[];
}

/** Takes a file apart without reading what is in it, so that one bad row leaves the others whole. */
export function batchOf(text: string, name: string): Batch {
  if (text.trimStart().startsWith("[")) {
    const rows = elements(text);
    if (rows) return { form: "array", rows };
  } else if (isLines(text, name)) {
    return { form: "lines", rows: nonBlankLines(text) };
  }
  return { form: "single", rows: [text] };
}

/** JSON lines by name, or by look: several lines, and the first a whole value or each the start of an object. */
function isLines(text: string, name: string): boolean {
  if (/\.(jsonl|ndjson)$/i.test(name)) return true;
  const lines = nonBlankLines(text);
  return lines.length > 1 && (isJson(lines[0] ?? "") || lines.every((line) => line.startsWith("{")));
}

function nonBlankLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The elements of a JSON array, each as its text; `undefined` where its brackets do not pair. */
function elements(text: string): string[] | undefined {
  const rows: string[] = [];
  let depth = 0;
  let start = text.indexOf("[") + 1;
  for (let at = start - 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') at = endOfString(text, at);
    if (letter === "[" || letter === "{") depth += 1;
    if (letter === "]" || letter === "}") depth -= 1;
    if (depth === 0 || (depth === 1 && letter === ",")) {
      rows.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) return text.slice(start).trim() === "" ? withoutLoneBlank(rows) : undefined;
  }
  return undefined;
}

/** Where the string that starts at `start` ends: at the first quote that no backslash escapes. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '"') return at;
    if (text.charAt(at) === "\\") at += 1;
  }
  return text.length;
}

/** `[]` has no element, `[1,]` has a blank one. */
function withoutLoneBlank(rows: string[]): string[] {
  return rows.length === 1 && rows[0]?.trim() === "" ? [] : rows;
}

/**
 * A request as an object, to be changed and quoted again. The engine judges it first, as it stands: it refuses what
 * parsing would hide, a key said twice for one. What it says of fields that will be `replaced` does not count.
 */
export function requestOf(landfall: Landfall, text: string, ...replaced: (keyof QuoteRequest)[]): QuoteRequest {
  try {
    landfall.quoteText(text);
  } catch (thrown) {
    if (!(thrown instanceof LandfallError)) throw thrown;
    const errors = thrown.errors.filter(({ path }) => !replaced.some((field) => path.startsWith(field)));
    if (errors.length > 0) throw new LandfallError(errors);
  }
  return JSON.parse(text);
}
