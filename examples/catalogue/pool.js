import { Worker } from "node:worker_threads";

/** Hands batches to workers, one at a time each, and passes on what they answer as it comes. */
export async function* answers(batches, workers, workerData) {
  const waiting = batches[Symbol.iterator]();
  const come = [];
  let wake = () => undefined;
  const pool = Array.from({ length: workers }, () => new Worker(new URL("worker.js", import.meta.url), { workerData }));
  let busy = pool.length;
  for (const worker of pool) {
    worker.on("error", (error) => {
      come.push({ error });
      wake();
    });
    worker.on("message", (message) => {
      if (message !== "ready") come.push({ message });
      const { done, value } = waiting.next();
      if (done) busy -= 1;
      else worker.postMessage(value, [value.prices.buffer]);
      wake();
    });
  }
  try {
    while (busy > 0 || come.length > 0) {
      if (come.length === 0) await new Promise((resolve) => (wake = resolve));
      for (const { error, message } of come.splice(0)) {
        if (error) throw error;
        yield message;
      }
    }
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
