import { type Landfall, LandfallError, type LoadOptions, load } from "../index.js";
import { today } from "../today.js";
import { BAD_INPUT, QUOTED, answered, write } from "./batch.js";
import { compared, placesOf } from "./compare.js";
import { coverage, coveragePage } from "./coverage.js";
import { differed } from "./diff.js";
import { explained } from "./explain.js";
import { snapshotAt, textOf } from "./files.js";
import { HELP } from "./help.js";
import { infoPage, problemPage } from "./human.js";
import { type Page, pageOf } from "./page.js";
import { quoted } from "./quote.js";
import { type Options, type Said, parsed, required, usage } from "./usage.js";
import { type Verified, verified } from "./verify.js";

/** The package's version; the build puts it in. */
declare const VERSION: string;

/** A command: what it takes, and what it does once landfall is loaded. */
interface Command {
  operands: readonly string[];
  options: Options;
  run(landfall: Landfall, said: Said, page: Page | undefined): Promise<number>;
}

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;

/** What every command takes. */
const COMMON: Options = { help: { ...FLAG, short: "h" }, version: FLAG, snapshot: TEXT, "public-key": TEXT };

const COMMANDS: Readonly<Record<string, Command>> = {
  quote: {
    operands: ["FILE"],
    options: { human: FLAG },
    run: (landfall, { operands: [file = ""] }, page) => answered(file, page, (request) => quoted(landfall, request)),
  },
  compare: {
    operands: ["FILE"],
    options: { human: FLAG, to: TEXT, currency: TEXT },
    run: async (landfall, said, page) => {
      const places = placesOf(required(said, "to", "landfall compare --to DE,GB cart.json"));
      const { currency } = said.values;
      return answered(said.operands[0] ?? "", page, (request) => compared(landfall, request, places, currency as string | undefined));
    },
  },
  diff: {
    operands: ["FILE"],
    options: { human: FLAG, from: TEXT, to: TEXT },
    run: async (landfall, said, page) => {
      const example = "landfall diff --from 2026-06-30 --to 2026-07-01 cart.json";
      const days = { from: required(said, "from", example), to: required(said, "to", example) };
      return answered(said.operands[0] ?? "", page, (request) => differed(landfall, request, days));
    },
  },
  explain: {
    operands: ["FILE"],
    options: { human: FLAG, json: FLAG },
    run: (landfall, { operands: [file = ""], values: { json } }) => {
      return answered(file, json ? undefined : pageOf(process.stdout, process.env), (request) => explained(landfall, request));
    },
  },
  verify: {
    operands: ["REQUEST", "QUOTE"],
    options: { human: FLAG },
    run: async (landfall, { operands: [request = "", quote = ""] }, page) => {
      const answer = verified(landfall, await textOf(request), await textOf(quote));
      return said(page ? verifiedLine(answer) : JSON.stringify(answer));
    },
  },
  "snapshot info": {
    operands: [],
    options: { human: FLAG },
    run: async (landfall, _, page) => said(page ? infoPage(page, landfall.info()).join("\n") : JSON.stringify(landfall.info())),
  },
  "snapshot coverage": {
    operands: [],
    options: { human: FLAG, json: FLAG, "as-of": TEXT },
    run: async (landfall, { values }) => {
      const all = coverage(landfall, String(values["as-of"] ?? today()));
      return said(values.json ? JSON.stringify(all) : coveragePage(pageOf(process.stdout, process.env), all).join("\n"));
    },
  },
  "snapshot verify": {
    operands: [],
    options: { human: FLAG },
    run: async (landfall, { values }, page) => {
      const { edition, digest } = landfall.info();
      const answer = { verified: true, signed: values["public-key"] !== undefined, edition, digest, manifest: landfall.manifest };
      return said(page ? wholeLine(answer) : JSON.stringify(answer));
    },
  },
};

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
  const every = Object.assign({}, COMMON, ...Object.values(COMMANDS).map(({ options }) => options));
  const { values, operands } = parsed(args, every, true);
  const help = Object.hasOwn(HELP, operands[0] ?? "") ? HELP[operands[0] ?? ""] : undefined;
  if (help === undefined) throw unknown(operands);
  if (values.version) return said(`landfall ${VERSION}`);
  if (values.help || operands.length === 0) return said(help);
  const name = operands[0] === "snapshot" ? operands.slice(0, 2).join(" ") : (operands[0] ?? "");
  const command = COMMANDS[name];
  if (!command) throw unknown(operands);
  return called(name, command, args);
}

async function called(name: string, command: Command, args: string[]): Promise<number> {
  const { values, operands } = parsed(args, { ...COMMON, ...command.options });
  const own = operands.slice(name.split(" ").length);
  if (own.length !== command.operands.length) {
    throw usage(`\`${name}\` takes ${command.operands.join(" and ") || "no file"}; see \`landfall ${name.split(" ")[0]} --help\``);
  }
  const landfall = await load(await loading(values));
  return command.run(landfall, { values, operands: own }, values.human ? pageOf(process.stdout, process.env) : undefined);
}

async function loading({ snapshot, "public-key": key }: Said["values"]): Promise<LoadOptions> {
  return {
    ...(typeof snapshot === "string" && { snapshot: await snapshotAt(snapshot) }),
    ...(typeof key === "string" && { publicKey: isKey(key) ? key : await textOf(key) }),
  };
}

/** 32 bytes in base64: the key itself, and not the name of a file that holds it. */
function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

async function said(text: string): Promise<number> {
  await write(`${text}\n`);
  return QUOTED;
}

function verifiedLine({ asOf, snapshot, engine }: Verified): string {
  return `The quote of ${asOf} is the answer to this request, by the snapshot of ${snapshot.edition} (${snapshot.digest.slice(0, 12)}) and engine ${engine}.`;
}

function wholeLine({ edition, digest, signed }: { edition: string; digest: string; signed: boolean }): string {
  const signature = signed ? "It is signed by the key given." : "No key was given, so nothing is said of who made it.";
  return `The snapshot of ${edition} (${digest.slice(0, 12)}) is whole. ${signature}`;
}

function unknown(operands: string[]): LandfallError {
  return usage(`\`${operands.join(" ")}\` is no command; \`landfall --help\` lists them`);
}
