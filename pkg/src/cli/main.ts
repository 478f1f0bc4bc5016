import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Landfall, LandfallError, type Quote, load } from "../index.js";
import { HELP } from "./help.js";
import { infoPage, problemPage, quotePage } from "./human.js";
import { type Page, pageOf, styled } from "./page.js";
import { type Form, batchOf } from "./rows.js";

/** The package's version; the build puts it in. */
declare const VERSION: string;

/** Exit statuses. */
const QUOTED = 0;
const BAD_INPUT = 2;
const REFUSED = 3;

/** How many rows it takes before it is worth saying how far the work is, and how often. */
const MANY = 1000;

/** Runs the command with these arguments; its exit status. */
export async function run(args: string[]): Promise<number> {
  process.stdout.on("error", endWithReader);
  // Told before the arguments are read, for what is wrong with them is told in the same way.
  const human = args.includes("--human");
  try {
    return await commanded(args);
  } catch (thrown) {
    if (!(thrown instanceof LandfallError)) throw thrown;
    const page = pageOf(process.stderr, process.env);
    process.stderr.write(`${human ? problemPage(page, thrown.errors).join("\n") : JSON.stringify(thrown)}\n`);
    return BAD_INPUT;
  }
}

/** A reader such as `head` that has seen enough is no failure. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit();
  throw error;
}

async function commanded(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  const [command = "", ...rest] = positionals;
  const help = HELP[command];
  if (help === undefined) throw unknown(positionals);
  if (values.version) return said(`landfall ${VERSION}`);
  if (values.help || command === "") return said(help);
  const [argument, ...more] = rest;
  if (argument === undefined || more.length > 0) throw usage(`\`${command}\` takes one argument; see \`landfall ${command} --help\``);
  if (command === "snapshot" && argument !== "info") throw unknown(positionals);
  const landfall = await load(values.snapshot === undefined ? {} : { snapshot: await read(values.snapshot) });
  return command === "snapshot" ? told(landfall, values.human) : quoted(landfall, argument, values.human);
}

function parsed(args: string[]) {
  const flag = { type: "boolean", default: false } as const;
  const help = { ...flag, short: "h" } as const;
  const options = { human: flag, help, version: flag, snapshot: { type: "string" } } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

async function said(text: string): Promise<number> {
  await write(`${text}\n`);
  return QUOTED;
}

function told(landfall: Landfall, human: boolean): Promise<number> {
  const info = landfall.info();
  return said(human ? infoPage(pageOf(process.stdout, process.env), info).join("\n") : JSON.stringify(info));
}

/** What stands before a row of a batch, after it, and at the very end. */
const FRAMES: Record<Form | "human", { first: string; next: string; after: string; last: string }> = {
  single: { first: "", next: "", after: "\n", last: "" },
  lines: { first: "", next: "", after: "\n", last: "" },
  array: { first: "[", next: ",\n", after: "", last: "]\n" },
  human: { first: "", next: "\n\n", after: "\n", last: "" },
};

async function quoted(landfall: Landfall, file: string, human: boolean): Promise<number> {
  const bytes = file === "-" ? await buffer(process.stdin) : await read(file);
  const { form, rows } = batchOf(textOf(bytes, file), file);
  const { first, next, after, last } = FRAMES[human ? "human" : form];
  const page = human ? pageOf(process.stdout, process.env) : undefined;
  const statuses = new Set<number>();
  if (rows.length === 0) await write(first);
  for (const [index, row] of rows.entries()) {
    const { status, text } = answer(landfall, row, form, page, index);
    statuses.add(status);
    await write(`${index === 0 ? first : next}${text}${after}`);
    progress(index + 1, rows.length);
  }
  await write(last);
  return [BAD_INPUT, REFUSED].find((status) => statuses.has(status)) ?? QUOTED;
}

/** A row's quote, or in a batch its errors; those of a lone request are thrown. */
function answer(landfall: Landfall, row: string, form: Form, page: Page | undefined, index: number) {
  const title = page && form !== "single" ? [styled(page, "bold", `Row ${index + 1}`)] : [];
  try {
    const text = landfall.quoteText(row);
    const quote: Quote = JSON.parse(text);
    const status = quote.outcome === "refused" ? REFUSED : QUOTED;
    return { status, text: page ? [...title, ...quotePage(page, quote, row)].join("\n") : text };
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

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

async function read(file: string): Promise<Buffer> {
  return readFile(file).catch((error: Error) => {
    throw new LandfallError([{ code: "FILE_NOT_READ", path: "", message: error.message }]);
  });
}

/** The text of a file, without the byte order mark that some editors put before it. */
function textOf(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const message = `\`${file}\` is not UTF-8: save it as UTF-8`;
    throw new LandfallError([{ code: "FILE_NOT_UTF8", path: "", message }]);
  }
}

function unknown(positionals: string[]): LandfallError {
  return usage(`\`${positionals.join(" ")}\` is no command; \`landfall --help\` lists them`);
}

function usage(message: string): LandfallError {
  return new LandfallError([{ code: "USAGE", path: "", message }]);
}
