/** How long the first answer of a new worker takes, and how long the later ones. */
import { carts } from "./carts.js";
import { workerd } from "./workerd.js";

const STARTS = 9;
const body = (count) => ({ method: "POST", body: JSON.stringify(carts(count)) });

const times = { "first answer, one cart": [], "later answer, one cart": [], "later answer, 200 carts": [] };
for (let start = 0; start < STARTS; start += 1) {
  const worker = workerd();
  await worker.ready;
  const timed = async (name, count) => {
    const began = performance.now();
    await (await worker.dispatchFetch("http://localhost/quote", body(count))).text();
    times[name].push(performance.now() - began);
  };
  await timed("first answer, one cart", 1);
  await timed("later answer, one cart", 1);
  await timed("later answer, 200 carts", 200);
  await worker.dispose();
}
for (const [name, taken] of Object.entries(times)) {
  const sorted = taken.sort((left, right) => left - right);
  const [fastest, median] = [sorted[0], sorted[Math.floor(STARTS / 2)]].map((time) => `${time.toFixed(1).padStart(8)} ms`);
  console.log(`${name.padEnd(25)} fastest ${fastest}, median ${median}, of ${STARTS} starts`);
}
