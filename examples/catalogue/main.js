/**
 * The landed cost of every article of a catalogue at every destination, as CSV on standard output.
 *
 *   node main.js --rows 1000000 --to DE,FR,GB > prices.csv
 */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { articles, batches } from "./articles.js";
import { answers } from "./pool.js";

/** The outcomes of a column, by their numbers. */
const OUTCOMES = ["", "complete", "estimated", "refused", "rejected"];

const HELP = `node main.js [--rows N] [--to DE,FR,GB] [--workers N] [--as-of DAY] > prices.csv

Quotes a made-up catalogue of N articles to each destination, on all cores. Progress is told on standard error.`;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    to: { type: "string", default: "DE,FR,GB" },
    workers: { type: "string", default: String(availableParallelism()) },
    "as-of": { type: "string", default: new Date().toISOString().slice(0, 10) },
    help: { type: "boolean", short: "h" },
  },
});

if (values.help) console.log(HELP);
else await priceLists(Number(values.rows), values.to.split(","), Number(values.workers), values["as-of"]);

async function priceLists(rows, destinations, workers, asOf) {
  const work = batches(articles(rows)).map((batch, at) => ({ ...batch, batch: at, article: { ...batch.article, asOf } }));
  const skus = work.map((batch) => batch.skus);
  for (const batch of work) delete batch.skus;
  const profile = {
    shipFrom: { country: "CN" },
    incoterm: "DDP",
    seller: { registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] },
    shipping: { amount: "5.00", currency: "EUR" },
  };
  const tell = progress(rows * destinations.length);
  await write("sku,destination,outcome,currency,landed_cost,duties,taxes,fees\n");
  for await (const { batch, columns } of answers(work, workers, { destinations, profile })) {
    for (const column of columns) {
      await write(csv(skus[batch], column));
      tell(skus[batch].length);
    }
  }
}

function csv(skus, column) {
  const { country } = column.destination;
  if (column.errors) return skus.map((sku) => `${sku},${country},rejected,,,,,\n`).join("");
  const { currency, decimals, outcomes } = column;
  const amount = (units) => (Number.isNaN(units) ? "" : (units / 10 ** decimals).toFixed(decimals));
  const row = (sku, at) => {
    const amounts = [column.landedCost, column.duties, column.taxes, column.fees].map((units) => amount(units[at]));
    return `${sku},${country},${OUTCOMES[outcomes[at]]},${currency},${amounts.join()}\n`;
  };
  return skus.map(row).join("");
}

/** Says every second how far the work is, and how long it will still take. */
function progress(all) {
  const start = performance.now();
  let done = 0;
  let told = start;
  return (more) => {
    done += more;
    const now = performance.now();
    if (now - told < 1000 && done < all) return;
    told = now;
    const rate = (done / (now - start)) * 1000;
    const left = done < all ? `, ${Math.ceil((all - done) / rate)} s left` : "";
    const line = `${done.toLocaleString("en")} of ${all.toLocaleString("en")} prices, ${Math.round(rate).toLocaleString("en")} a second${left}`;
    process.stderr.write(process.stderr.isTTY ? `\r${line.padEnd(70)}${left ? "" : "\n"}` : `${line}\n`);
  };
}

async function write(text) {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
