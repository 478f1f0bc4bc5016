import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures, withItem } from "./carts.mjs";
import { BUILT, MANIFEST } from "./served.mjs";

const COMMAND = fileURLToPath(new URL("../bin/landfall.js", import.meta.url));
const CART = JSON.stringify(TEE);
/** A destination whose regime is known, and a value that no simplified scheme takes. */
const REFUSED = JSON.stringify({ ...withItem({ hsCode: "9999999999", unitPrice: { amount: "9000.00", currency: "EUR" } }) });

const folder = await mkdtemp(join(tmpdir(), "landfall-"));
after(() => rm(folder, { recursive: true }));

async function file(name, content) {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

async function landfall(args, input = "", environment = {}) {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...process.env, ...environment } });
  child.stdin.on("error", () => undefined).end(input);
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", (...ended) => resolve(ended))),
  ]);
  return { out, err, status };
}

/** The code of the first error on standard error. */
async function codeOf(args, input) {
  const { err, status } = await landfall(args, input);
  assert.equal(status, 2, args.join(" "));
  return JSON.parse(err).errors[0].code;
}

test("one request gives one quote, in the engine's own bytes", async () => {
  const bytes = (await load()).quoteText(CART);
  assert.deepEqual(await landfall(["quote", "-"], CART), { out: `${bytes}\n`, err: "", status: 0 });
  const pretty = await file("cart.json", `\ufeff${JSON.stringify(TEE, null, 2)}\n`);
  assert.deepEqual(await landfall(["quote", pretty]), { out: `${bytes}\n`, err: "", status: 0 });
});

test("a lone request that can't be read is told on standard error", async () => {
  for (const bad of ["", "{", "[1,", '{"items": 1}', `${CART}}`]) {
    const { out, err, status } = await landfall(["quote", "-"], bad);
    assert.deepEqual([out, status], ["", 2], bad);
    assert.ok(JSON.parse(err).errors.length > 0);
  }
});

test("an array gives an array, with each row's errors in their place", async () => {
  const rows = [CART, '{"asOf": "2026-11-24", "a, ]\\"}": [{}]}', "nonsense", REFUSED];
  const { out, err, status } = await landfall(["quote", "-"], `[${rows.join(" , ")}]\n`);
  const [quote, unknown, nonsense, refused] = JSON.parse(out);
  assert.deepEqual(figures(quote), TEE_TOTALS);
  assert.ok(unknown.errors.length > 1 && nonsense.errors.length === 1);
  assert.equal(refused.outcome, "refused");
  assert.deepEqual([err, status], ["", 2]);
  assert.deepEqual(await landfall(["quote", "-"], " [ ] "), { out: "[]\n", err: "", status: 0 });
});

test("JSON lines give JSON lines, by name or by look", async () => {
  const lines = `${CART}\n\n{"asOf"\r\n${CART}\n`;
  const named = await landfall(["quote", await file("carts.jsonl", lines)]);
  const looked = await landfall(["quote", "-"], lines);
  assert.deepEqual(named, looked);
  const [first, broken, last, ...none] = named.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual([figures(first), figures(last), none], [TEE_TOTALS, TEE_TOTALS, []]);
  assert.equal(broken.errors.length, 1);
  assert.equal(named.status, 2);
  const lone = await landfall(["quote", await file("one.jsonl", "{")]);
  assert.deepEqual([JSON.parse(lone.out).errors.length, lone.status], [1, 2]);
});

test("a key said twice reaches the engine from every form", async () => {
  const twice = CART.replace("{", '{"asOf":"2026-11-25",');
  const code = ({ errors }) => errors[0].code;
  const { err } = await landfall(["quote", "-"], twice);
  const { out: array } = await landfall(["quote", "-"], `[${twice}]`);
  const { out: lines } = await landfall(["quote", "-"], `${CART}\n${twice}\n`);
  assert.equal(code(JSON.parse(err)), "FIELD_DUPLICATE");
  assert.equal(code(JSON.parse(array)[0]), "FIELD_DUPLICATE");
  assert.equal(code(JSON.parse(lines.split("\n")[1])), "FIELD_DUPLICATE");
});

test("a refusal has a status of its own", async () => {
  const { out, status } = await landfall(["quote", "-"], REFUSED);
  assert.equal(JSON.parse(out).outcome, "refused");
  assert.equal(status, 3);
  assert.equal((await landfall(["quote", "-"], `[${CART}, ${REFUSED}]`)).status, 3);
});

test("people see every charge, its law, the totals and the snapshot", async () => {
  const { out, status } = await landfall(["quote", "--human", "-"], CART);
  assert.equal(status, 0);
  for (const part of ["CN → DE", "COMPLETE", "3 EUR", "3.00 EUR", "19 %", "25.00 EUR", "4.75 EUR", "2026/382", "at checkout"]) {
    assert.ok(out.includes(part), `${part} is missing from\n${out}`);
  }
  assert.match(out, /^ {2}Landed cost +32\.75 EUR$/m);
  assert.match(out, /^Snapshot of \d{4}-\d\d-\d\d/m);
  assert.ok(!out.includes("\u001b"), "no colour in a pipe");
  assert.ok(out.split("\n").every((line) => line.length <= 100));
  const amounts = out.split("\n").filter((line) => /^ {2}(Goods|Shipping|Landed cost|Due)/.test(line));
  assert.equal(new Set(amounts.map((line) => line.length)).size, 1, "amounts stand under each other");
});

test("people see a refusal's reason with the way out, and a batch row by row", async () => {
  const { out, status } = await landfall(["quote", "--human", "-"], `[${CART}, ${REFUSED}, {}]`);
  assert.equal(status, 2);
  for (const part of ["Row 1", "Row 2", "REFUSED", "→", "Row 3", "shipTo", "FIELD_MISSING"]) assert.ok(out.includes(part), part);
  const { err } = await landfall(["quote", "--human", "-"], "{}");
  assert.match(err, /^• shipFrom: .*\n {2}FIELD_MISSING$/m);
});

test("help and version answer without a snapshot", async () => {
  for (const args of [["--help"], [], ["quote", "--help"], ["snapshot", "-h"], ["compare", "--help"], ["diff", "-h"], ["explain", "-h"], ["verify", "-h"]]) {
    const { out, status } = await landfall([...args, "--snapshot", join(folder, "none")]);
    assert.equal(status, 0);
    assert.match(out, /Example/);
  }
  assert.match((await landfall(["--version"])).out, /^landfall \d+\.\d+\.\d+\n$/);
});

test("what the command does not know is told, with the way out", async () => {
  const calls = [["qoute", "-"], ["quote"], ["quote", "a", "b"], ["quote", "--humane", "-"], ["snapshot", "inform"], ["constructor"], ["snapshot"], ["quote", "--to", "DE", "-"], ["verify", "-"]];
  for (const args of calls) {
    const { err, status } = await landfall(args);
    assert.equal(JSON.parse(err).errors[0].code, "USAGE", args.join(" "));
    assert.equal(status, 2);
  }
  const absent = await landfall(["quote", join(folder, "absent.json")]);
  assert.deepEqual([JSON.parse(absent.err).errors[0].code, absent.status], ["FILE_NOT_READ", 2]);
  const latin = await landfall(["quote", await file("latin.json", Buffer.from([0x22, 0xe4, 0x22]))]);
  assert.deepEqual([JSON.parse(latin.err).errors[0].code, latin.status], ["FILE_NOT_UTF8", 2]);
});

test("the snapshot tells what it is, and whether it is whole", async () => {
  const { out } = await landfall(["snapshot", "info"]);
  const { edition, digest } = JSON.parse(out);
  assert.ok((await landfall(["snapshot", "info", "--human"])).out.includes(edition));
  for (const place of [[], ["--snapshot", fileURLToPath(BUILT)], ["--snapshot", fileURLToPath(new URL("landfall.bin", BUILT))]]) {
    const { out, status } = await landfall(["snapshot", "verify", ...place]);
    const answer = JSON.parse(out);
    assert.deepEqual([answer.verified, answer.signed, answer.digest, status], [true, false, digest, 0]);
  }
  const { out: told } = await landfall(["snapshot", "verify", "--human"]);
  assert.match(told, /is whole\. No key was given/);
});

test("a snapshot that is not as it should be is told", async () => {
  const copy = join(folder, "snapshot");
  await cp(BUILT, copy, { recursive: true });
  const ours = generateKeyPairSync("ed25519");
  const key = await file("publisher.pem", ours.publicKey.export({ type: "spki", format: "pem" }));
  const verify = ["snapshot", "verify", "--snapshot", copy, "--public-key", key];
  await writeFile(join(copy, "manifest.sig"), sign(null, await readFile(join(copy, "manifest.json")), ours.privateKey).toString("base64"));
  const { out, status } = await landfall(verify);
  assert.deepEqual([JSON.parse(out).signed, status], [true, 0]);
  const raw = Buffer.from(ours.publicKey.export({ format: "jwk" }).x, "base64url").toString("base64");
  assert.equal((await landfall([...verify.slice(0, -1), raw])).status, 0);
  await rm(join(copy, "manifest.sig"));
  assert.equal(await codeOf(verify), "SNAPSHOT_UNSIGNED");
  const slice = join(copy, MANIFEST.slices.gb.file);
  const bytes = await readFile(slice);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(slice, bytes);
  assert.equal(await codeOf(["snapshot", "verify", "--snapshot", copy]), "SNAPSHOT_CORRUPT");
  await rm(slice);
  assert.equal(await codeOf(["snapshot", "verify", "--snapshot", copy]), "FILE_NOT_READ");
  assert.equal(await codeOf(["quote", "-", "--snapshot", join(folder, "nowhere")]), "FILE_NOT_READ");
});

test("a cart is compared between places, in one currency", async () => {
  const { shipTo, ...nowhere } = TEE;
  const { out, status } = await landfall(["compare", "--to", "DE, GB,AQ", "-"], JSON.stringify(nowhere));
  const [germany, britain, antarctica] = JSON.parse(out);
  assert.deepEqual([germany.shipTo, figures(germany.quote)], [{ country: "DE" }, TEE_TOTALS]);
  assert.equal(britain.quote.totals.landedCost.currency, "EUR");
  assert.equal(antarctica.errors[0].code, "DESTINATION_UNKNOWN");
  assert.equal(status, 2);
  const { out: dollars } = await landfall(["compare", "--to", "DE-BY", "--currency", "USD", "-"], `[${CART}, {}]`);
  const [[bavaria], broken] = JSON.parse(dollars);
  assert.deepEqual([bavaria.shipTo, bavaria.quote.totals.landedCost.currency], [{ country: "DE", region: "BY" }, "USD"]);
  assert.ok(broken.errors.length > 0);
  const { out: told } = await landfall(["compare", "--to", "DE,GB", "--human", "-"], CART);
  assert.match(told, /^ {2}DE +20\.00 EUR +5\.00 EUR +3\.00 EUR +4\.75 EUR +0\.00 EUR +32\.75 EUR$/m);
  assert.equal(await codeOf(["compare", "-"], CART), "USAGE");
  assert.equal(await codeOf(["compare", "--to", "DE", "-"], CART.replace("{", '{"asOf":"2026-11-25",')), "FIELD_DUPLICATE");
});

test("two days show what the law changed between them", async () => {
  // The flat duty of EUR 3 holds from 1 July 2026: Council Regulation (EU) 2026/382.
  const days = ["diff", "--from", "2026-06-30", "--to", "2026-07-01"];
  const { out, status } = await landfall([...days, "-"], CART);
  const { from, to, changes } = JSON.parse(out);
  assert.deepEqual([from.asOf, to.asOf, status], ["2026-06-30", "2026-07-01", 0]);
  assert.deepEqual(changes, [
    { path: "totals.duties", from: "0.00 EUR", to: "3.00 EUR" },
    { path: "totals.landedCost", from: "29.75 EUR", to: "32.75 EUR" },
    { path: "totals.dueAtCheckout", from: "29.75 EUR", to: "32.75 EUR" },
    { path: "charges.eu-flat-duty", from: null, to: "3 EUR: 3.00 EUR" },
  ]);
  const { out: told } = await landfall([...days, "--human", "-"], CART);
  assert.match(told, /Duties +0\.00 EUR +3\.00 EUR +\+3\.00 EUR/);
  assert.match(told, /\+ .*3 EUR: 3\.00 EUR\n +Regulation \(EU\) 2026\/382/);
  const same = await landfall(["diff", "--from", "2026-11-24", "--to", "2026-11-24", "--human", "-"], CART);
  assert.match(same.out, /Nothing changes/);
  assert.equal(await codeOf(["diff", "--from", "yesterday", "--to", "2026-07-01", "-"], CART), "DATE_INVALID");
  assert.equal(await codeOf(["diff", "--from", "2026-07-01", "-"], CART), "USAGE");
});

test("a quote is explained step by step", async () => {
  const { out, status } = await landfall(["explain", "-"], CART);
  assert.equal(status, 0);
  for (const part of ["Step by step", "3 EUR", "19 % of base 25", "4.75", "2026/382", "Landed cost 32.75 EUR"]) {
    assert.ok(out.includes(part), `${part} is missing from\n${out}`);
  }
  const { out: json } = await landfall(["explain", "--json", "-"], CART);
  assert.ok(JSON.parse(json).trace.length > 3);
});

test("a quote is held to its replay", async () => {
  const { asOf, ...undated } = TEE;
  const request = await file("request.json", JSON.stringify(undated));
  const quote = JSON.parse((await landfall(["quote", "-"], CART)).out);
  const verify = async (changed) => landfall(["verify", request, await file("quote.json", JSON.stringify(changed))]);
  const { out, status } = await verify(quote);
  assert.deepEqual([JSON.parse(out).verified, JSON.parse(out).asOf, status], [true, "2026-11-24", 0]);
  const forged = structuredClone(quote);
  forged.totals.taxes.amount = "4.74";
  forged.charges.pop();
  const { err, status: differs } = await verify(forged);
  const paths = JSON.parse(err).errors.map(({ code, path }) => `${code} at ${path}`);
  assert.ok(paths.includes("QUOTE_DIFFERS at totals.taxes.amount") && paths.includes("QUOTE_DIFFERS at charges[1]"), err);
  assert.equal(differs, 2);
  const other = await verify({ ...quote, engine: "0.0.1", snapshot: { ...quote.snapshot, digest: "0" } });
  assert.deepEqual(JSON.parse(other.err).errors.map(({ code }) => code), ["SNAPSHOT_DIFFERS", "ENGINE_DIFFERS"]);
  assert.equal(await codeOf(["verify", request, request]), "QUOTE_INVALID");
});

test("coverage says for every destination how far each answer can be relied on", async () => {
  const { out, status } = await landfall(["snapshot", "coverage", "--json", "--as-of", "2026-11-24"]);
  const all = JSON.parse(out);
  const { destinations } = (await load()).info();
  assert.deepEqual([all.map(({ destination }) => destination), status], [destinations, 0]);
  const germany = all.find(({ destination }) => destination === "DE");
  assert.deepEqual(germany.tables.map(({ id }) => id), ["eu"]);
  assert.equal(germany.tables[0].ageInDays, (Date.parse("2026-11-24") - Date.parse(germany.tables[0].edition)) / 86_400_000);
  const reaches = all.flatMap(({ probes }) => Object.values(probes).map(({ reach }) => reach));
  assert.ok(reaches.every((reach) => ["exact", "assumed", "interval", "refused"].includes(reach)));
  for (const { probes } of all) for (const { reach, reasons } of Object.values(probes)) assert.ok(reach === "exact" || reasons.length > 0);
  const { out: told } = await landfall(["snapshot", "coverage"]);
  assert.match(told, /^ {2}DE +\w+ +\w+/m);
  assert.match(told, /exact: \d+ of \d+, to the cent/);
});

test("pages fit the terminal, however narrow", async () => {
  const calls = [["quote", "--human", "-"], ["compare", "--to", "DE,GB,AQ", "--human", "-"], ["explain", "-"], ["snapshot", "coverage"]];
  calls.push(["diff", "--from", "2026-06-30", "--to", "2026-07-01", "--human", "-"]);
  for (const columns of [40, 72]) {
    const narrow = `data:text/javascript,process.stdout.columns=${columns}`;
    for (const args of calls) {
      const { out } = await landfall(args, CART, { NODE_OPTIONS: `--import=${narrow}` });
      const wide = out.split("\n").filter((line) => line.length > columns);
      assert.deepEqual(wide, [], `${args.join(" ")} at ${columns}`);
    }
  }
});

test("a reader that has seen enough ends the command quietly", async () => {
  const child = spawn(process.execPath, [COMMAND, "quote", "-"]);
  child.stdin.on("error", () => undefined).end(`${CART}\n`.repeat(5000));
  const complaint = text(child.stderr);
  child.stdout.once("data", () => child.stdout.destroy());
  await new Promise((resolve) => child.on("close", resolve));
  assert.equal(await complaint, "");
});
