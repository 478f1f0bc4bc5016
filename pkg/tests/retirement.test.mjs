import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { load } from "landfall";
import { TEE, TEE_TOTALS, figures } from "./carts.mjs";
import { BUILT } from "./served.mjs";

/** The exports of every instance that was built, open to be tampered with. */
const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module, imports) {
  const exports = { ...new Instance(module, imports).exports };
  instances.push(exports);
  return { exports };
};

const landfall = await load();
const code = (call) => {
  try {
    return figures(call());
  } catch (error) {
    return error.errors[0].code;
  }
};

/** Breaks the live instance at its next quote. */
function breakNext(how) {
  instances.at(-1).engine_quote = how;
}

test("whatever is thrown that is no result of ours retires the instance", () => {
  const ways = [
    () => {
      throw new WebAssembly.RuntimeError("unreachable");
    },
    () => {
      throw new RangeError("Maximum call stack size exceeded");
    },
    function deeper() {
      return deeper() + 1;
    },
    () => {
      throw "a string that is no result";
    },
  ];
  for (const way of ways) {
    const built = instances.length;
    breakNext(way);
    assert.equal(code(() => landfall.quote(TEE)), "ENGINE_TRAPPED");
    assert.deepEqual(code(() => landfall.quote(TEE)), TEE_TOTALS);
    assert.equal(instances.length, built + 1);
  }
});

test("a torn memory traps, and the next call has a whole one", () => {
  new Uint8Array(instances.at(-1).memory.buffer).fill(0xff);
  assert.equal(code(() => landfall.quote(TEE)), "ENGINE_TRAPPED");
  assert.deepEqual(code(() => landfall.quote(TEE)), TEE_TOTALS);
});

test("the cause is kept", () => {
  const cause = new WebAssembly.RuntimeError("unreachable");
  breakNext(() => {
    throw cause;
  });
  assert.throws(() => landfall.quote(TEE), (error) => error.cause === cause && /unreachable/.test(error.message));
});

test("a rejected request retires nothing", () => {
  landfall.quote(TEE);
  const built = instances.length;
  assert.equal(typeof code(() => landfall.quote("{")), "string");
  assert.equal(typeof code(() => landfall.quote({ ...TEE, items: 1n })), "string");
  landfall.quote(TEE);
  assert.equal(instances.length, built);
});

test("a call that was under way when another broke the instance does not answer from it", () => {
  landfall.quote(TEE);
  for (const name of ["engine_quote", "engine_info"]) {
    const live = instances.at(-1);
    const inner = [];
    const answer = live[name];
    live[name] = (...args) => {
      live.engine_quote = () => {
        throw new RangeError("out of memory");
      };
      inner.push(code(() => landfall.quote(TEE)), code(() => landfall.quote(TEE)));
      return answer(...args);
    };
    const outer = code(name === "engine_quote" ? () => landfall.quote(TEE) : landfall.info);
    assert.deepEqual([outer, ...inner], ["INSTANCE_RETIRED", "ENGINE_TRAPPED", TEE_TOTALS]);
    assert.deepEqual(code(() => landfall.quote(TEE)), TEE_TOTALS);
  }
});

test("of many tasks at once, only the one that trapped fails", async () => {
  let calls = 0;
  const live = instances.at(-1);
  const answer = live.engine_quote;
  live.engine_quote = (...args) => {
    calls += 1;
    if (calls === 7) throw new RangeError("out of memory");
    return answer(...args);
  };
  const task = async (index) => {
    await setTimeout(index % 5);
    return code(() => landfall.quote(TEE));
  };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => task(index)));
  assert.equal(answers.filter((answer) => answer === "ENGINE_TRAPPED").length, 1);
  assert.equal(answers.filter((answer) => answer.landedCost === TEE_TOTALS.landedCost).length, 49);
});

test("a retired instance is collected in peace", async (t) => {
  const escaped = [];
  const note = (error) => escaped.push(error);
  process.on("uncaughtException", note);
  t.after(() => process.off("uncaughtException", note));
  breakNext(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  for (const exports of instances) exports.__wbg_engine_free = () => escaped.push("freed in a broken memory");
  assert.equal(code(() => landfall.quote(TEE)), "ENGINE_TRAPPED");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  for (let round = 0; round < 5; round += 1) {
    collect();
    await setTimeout(5);
  }
  assert.deepEqual(escaped, []);
  assert.deepEqual(code(() => landfall.quote(TEE)), TEE_TOTALS);
});

test("a new instance holds the slices that were added to the broken one", async () => {
  const british = { ...TEE, shipTo: { country: "GB" }, items: [{ ...TEE.items[0], unitPrice: { amount: "900.00", currency: "GBP" } }] };
  const slim = await load({ snapshot: (file) => readFile(new URL(file, BUILT)), destinations: ["DE"] });
  await slim.ensure("GB");
  const before = slim.quoteText(british);
  breakNext(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  assert.equal(code(() => slim.quote(british)), "ENGINE_TRAPPED");
  assert.equal(slim.quoteText(british), before);
});

test("a trap while a slice is added fails that load alone, and it can be tried again", async () => {
  const other = await load({ snapshot: (file) => readFile(new URL(file, BUILT)), destinations: ["DE"] });
  const live = instances.at(-1);
  live.engine_add = () => {
    throw new RangeError("out of memory");
  };
  const quotes = [];
  const added = await Promise.allSettled([
    other.ensure("GB"),
    ...Array.from({ length: 20 }, async (_, index) => {
      await setTimeout(index % 5);
      quotes.push(code(() => other.quote(TEE)));
    }),
  ]);
  assert.equal(added[0].reason.errors[0].code, "ENGINE_TRAPPED");
  assert.equal(quotes.length, 20);
  for (const quote of quotes) assert.deepEqual(quote, TEE_TOTALS);
  await other.ensure("GB");
  assert.equal(other.quote({ ...TEE, shipTo: { country: "GB" } }).outcome === "refused", false);
});
