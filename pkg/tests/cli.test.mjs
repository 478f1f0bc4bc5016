import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures, withItem } from "./carts.mjs";

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
  for (const args of [["--help"], [], ["quote", "--help"], ["snapshot", "-h"]]) {
    const { out, status } = await landfall([...args, "--snapshot", join(folder, "none")]);
    assert.equal(status, 0);
    assert.match(out, /Example/);
  }
  assert.match((await landfall(["--version"])).out, /^landfall \d+\.\d+\.\d+\n$/);
});

test("what the command does not know is told, with the way out", async () => {
  const calls = [["qoute", "-"], ["quote"], ["quote", "a", "b"], ["quote", "--humane", "-"], ["snapshot", "inform"], ["constructor"]];
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

test("the snapshot tells what it is", async () => {
  const { out } = await landfall(["snapshot", "info"]);
  const { edition } = JSON.parse(out);
  assert.ok((await landfall(["snapshot", "info", "--human"])).out.includes(edition));
});

test("a reader that has seen enough ends the command quietly", async () => {
  const child = spawn(process.execPath, [COMMAND, "quote", "-"]);
  child.stdin.on("error", () => undefined).end(`${CART}\n`.repeat(5000));
  const complaint = text(child.stderr);
  child.stdout.once("data", () => child.stdout.destroy());
  await new Promise((resolve) => child.on("close", resolve));
  assert.equal(await complaint, "");
});
