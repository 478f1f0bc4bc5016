import { once } from "node:events";
import { LandfallError } from "../index.js";
import { textOf } from "./files.js";
import { problemPage } from "./human.js";
import { type Page, styled } from "./page.js";
import { type Form, batchOf } from "./rows.js";

/** Exit statuses. */
export const QUOTED = 0;
export const BAD_INPUT = 2;
export const REFUSED = 3;

/** What a command makes of a request: its status, and what it says to machines or to people. */
export interface Answer {
  status: number;
  json(): string;
  lines(page: Page): string[];
}

/** How many rows it takes before it is worth saying how far the work is, and how often. */
const MANY = 1000;

/** What stands before a row of a batch, after it, and at the very end. */
const FRAMES: Record<Form | "human", { first: string; next: string; after: string; last: string }> = {
  single: { first: "", next: "", after: "\n", last: "" },
  lines: { first: "", next: "", after: "\n", last: "" },
  array: { first: "[", next: ",\n", after: "", last: "]\n" },
  human: { first: "", next: "\n\n", after: "\n", last: "" },
};

/** Answers every request of a file in the form in which it holds them, or on a page; the status of the worst. */
export async function answered(file: string, page: Page | undefined, command: (request: string) => Answer): Promise<number> {
  const { form, rows } = batchOf(await textOf(file), file);
  const { first, next, after, last } = FRAMES[page ? "human" : form];
  const statuses = new Set<number>();
  if (rows.length === 0) await write(first);
  for (const [index, row] of rows.entries()) {
    const { status, text } = said(() => command(row), form, page, index);
    statuses.add(status);
    await write(`${index === 0 ? first : next}${text}${after}`);
    progress(index + 1, rows.length);
  }
  await write(last);
  return worst(statuses);
}

/** Bad input before a refusal, a refusal before a quote. */
export function worst(statuses: Iterable<number>): number {
  const all = new Set(statuses);
  return [BAD_INPUT, REFUSED].find((status) => all.has(status)) ?? QUOTED;
}

/** A row's answer, or in a batch its errors; those of a lone request are thrown. */
function said(command: () => Answer, form: Form, page: Page | undefined, index: number) {
  const title = page && form !== "single" ? [styled(page, "bold", `Row ${index + 1}`)] : [];
  try {
    const answer = command();
    return { status: answer.status, text: page ? [...title, ...answer.lines(page)].join("\n") : answer.json() };
  } catch (thrown) {
    if (form === "single" || !(thrown instanceof LandfallError)) throw thrown;
    const text = page ? [...title, ...problemPage(page, thrown.errors)].join("\n") : JSON.stringify(thrown);
    return { status: BAD_INPUT, text };
  }
}

function progress(done: number, all: number): void {
  if (all < MANY || !process.stderr.isTTY || (done % MANY !== 0 && done !== all)) return;
  process.stderr.write(`\r${done} of ${all} quoted${done === all ? "\n" : ""}`);
}

/** Writes no faster than the reader reads. */
export async function write(text: string): Promise<void> {
  if (text && !process.stdout.write(text)) await once(process.stdout, "drain");
}
