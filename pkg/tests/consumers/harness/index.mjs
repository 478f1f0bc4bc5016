/** For the `check.mjs` of each project: runs its checks, and tells of them in `results.json`. */
export { inBrowser } from "./browser.mjs";
export { copiesOfModule } from "./copies.mjs";
export { output, program, run, shell, started } from "./run.mjs";
export { serve } from "./serve.mjs";

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import cart from "./cart.json" with { type: "json" };

/** The flat duty of EUR 3, then 19 % of 25.00 without it, since an import under IOSS is exempt: 4.75. */
const TOTALS = { duties: "3.00", taxes: "4.75", landedCost: "32.75" };

/**
 * Runs `setUps` in their order, whether or not one fails. Each gives back what it quoted, once or in several places; all
 * of it must be the quote that plain Node gives, to the byte.
 */
export async function check(setUps) {
  const quote = await expectedQuote();
  const results = [];
  for (const [name, setUp] of Object.entries(setUps)) {
    console.log(name);
    const began = performance.now();
    const failure = await failureOf(async () => assertSame(quote, [await setUp()].flat()));
    results.push({ name, seconds: (performance.now() - began) / 1000, failure });
  }
  writeFileSync("results.json", JSON.stringify({ tools: versions(), setUps: results }));
  // Not left to the end of all handles: a server that a tool keeps open must not hold the next project up.
  process.exit(0);
}

async function failureOf(act) {
  try {
    await act();
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** What this project's copy of landfall answers in the Node that runs the checks; its totals are worked out by hand. */
async function expectedQuote() {
  const { load } = createRequire(`${process.cwd()}/`)("landfall");
  const text = (await load()).quoteText(cart);
  const { outcome, totals } = JSON.parse(text);
  assert.equal(outcome, "complete");
  for (const [name, amount] of Object.entries(TOTALS)) assert.equal(totals[name].amount, amount, name);
  return text;
}

function assertSame(quote, others) {
  for (const other of others) {
    assert.ok(other?.trim() === quote, `another quote than in Node:\n${other?.trim() || "none"}\nin place of\n${quote}`);
  }
}

/** The tools that the project asks for, with the versions that it has. */
function versions() {
  const { dependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));
  const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
  return Object.keys(dependencies).map((name) => `${name} ${version(name)}`);
}
