/**
 * How long a quote takes in Node, how much of that is the crossing, and what a page has to fetch.
 *
 *   npm run bench              prints the tables
 *   npm run bench -- --write   writes them to docs/bench-node.md too
 */
import { readFile, readdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { load } from "landfall";
import { TEE } from "../tests/carts.mjs";

const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
const place = (path) => new URL(`../../${path}`, import.meta.url);

/** Milliseconds spent inside the module. */
let inside = 0;
clockTheModule();
const start = performance.now();
const landfall = await load();
const loading = performance.now() - start;

const report = [
  "# The package in Node: time and size",
  "",
  `Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? "an unknown processor"}.`,
  `The first \`load\`: ${loading.toFixed(0)} ms. Times are the fastest of 60 rounds; made by \`npm run bench -- --write\` in \`pkg/\`.`,
  "",
  ...table(
    ["Lines", "`quote`", "JSON.stringify", "checks and copies", "the engine", "JSON.parse", "Request", "Quote"],
    [1, 3, 20].map(timed),
  ),
  "",
  "All but the engine's column is the boundary's share. Checks look for what JSON can't say; copies bring the texts into",
  "the module and out of it.",
  "",
  ...table(["File", "Bytes", "Brotli"], await Promise.all((await files()).map(weighed))),
  "",
].join("\n");

console.log(report);
if (values.write) await writeFile(place("docs/bench-node.md"), report);

function cart(lines) {
  const items = Array.from({ length: lines }, (_, index) => ({
    ...TEE.items[0],
    id: `tee-${index}`,
    description: `T-shirt ${index}`,
    unitPrice: { amount: "2.50", currency: "EUR" },
  }));
  return { ...TEE, items };
}

function timed(lines) {
  const request = cart(lines);
  const texts = [JSON.stringify(request), landfall.quoteText(request)];
  const { whole, engine } = fastest(() => landfall.quote(request));
  const writing = fastest(() => JSON.stringify(request)).whole;
  const reading = fastest(() => JSON.parse(texts[1])).whole;
  const times = [whole, writing, whole - writing - engine - reading, engine, reading];
  return [lines, ...times.map((time) => `${time.toFixed(1)} µs`), ...texts.map((text) => `${Buffer.byteLength(text)} B`)];
}

/**
 * Microseconds per call, and those of them inside the module, in the fastest of many rounds: whatever else the machine
 * does only ever slows it down.
 */
function fastest(act) {
  const calls = callsFor(act);
  let best = { whole: Infinity, engine: 0 };
  for (let round = 0; round < 60; round += 1) {
    inside = 0;
    const whole = (lasting(act, calls) * 1000) / calls;
    if (whole < best.whole) best = { whole, engine: (inside * 1000) / calls };
  }
  return best;
}

/** How many calls last five milliseconds, once the compiler has warmed to them. */
function callsFor(act) {
  let calls = 256;
  while (lasting(act, calls) < 5) calls *= 2;
  return calls;
}

function lasting(act, calls) {
  const before = performance.now();
  for (let call = 0; call < calls; call += 1) act();
  return performance.now() - before;
}

/** Puts a clock around the module's one function that counts. */
function clockTheModule() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    const exports = { ...new Instance(module, imports).exports };
    const answer = exports.engine_quote;
    exports.engine_quote = (...texts) => {
      const before = performance.now();
      const answered = answer(...texts);
      inside += performance.now() - before;
      return answered;
    };
    return { exports };
  };
}

async function files() {
  const slices = await readdir(place("pkg/snapshot/dist/slices"));
  return [
    ["the module", "target/wasm-pkg/landfall_bg.wasm"],
    ["the module as a script", "pkg/dist/module.js"],
    ["what the entries share", "pkg/dist/core.js"],
    ...slices.map((file) => [`of the snapshot, ${file}`, `pkg/snapshot/dist/slices/${file}`]),
  ];
}

async function weighed([name, path]) {
  const bytes = await readFile(place(path));
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return [name, bytes.length, brotliCompressSync(bytes, { params }).length].map(String);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)];
}
