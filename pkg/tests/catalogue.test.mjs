import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "landfall";

const EXAMPLE = fileURLToPath(new URL("../../examples/catalogue/", import.meta.url));

/** As `npm install` in the example would place the package. */
function installed() {
  if (existsSync(`${EXAMPLE}node_modules/landfall`)) return;
  mkdirSync(`${EXAMPLE}node_modules`, { recursive: true });
  symlinkSync("../../../pkg", `${EXAMPLE}node_modules/landfall`);
}

test("the catalogue of the example comes out in full on several workers, each row as a quote says it", async () => {
  installed();
  const args = ["main.js", "--rows", "500", "--to", "DE,GB", "--workers", "3", "--as-of", "2026-11-24"];
  const csv = execFileSync(process.execPath, args, { cwd: EXAMPLE, stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
  const [head, ...rows] = csv.trimEnd().split("\n").map((line) => line.split(","));
  assert.equal(rows.length, 1000);
  assert.equal(new Set(rows.map(([sku, country]) => sku + country)).size, 1000);
  const { articles } = await import("../../examples/catalogue/articles.js");
  const { quote } = await load();
  const catalogue = new Map([...articles(500)].map((article) => [article.sku, article]));
  for (const row of rows.filter((_, at) => at % 97 === 0)) {
    const { sku, destination, outcome, landed_cost } = Object.fromEntries(head.map((name, at) => [name, row[at]]));
    const { cents, hsCode, originCountry } = catalogue.get(sku);
    const answer = quote({
      asOf: "2026-11-24",
      shipFrom: { country: "CN" },
      shipTo: { country: destination },
      incoterm: "DDP",
      seller: { registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] },
      shipping: { amount: "5.00", currency: "EUR" },
      items: [{ quantity: 1, unitPrice: { amount: (cents / 100).toFixed(2), currency: "EUR" }, hsCode, originCountry }],
    });
    assert.deepEqual([outcome, landed_cost], [answer.outcome, answer.totals?.landedCost.amount ?? ""], sku);
  }
});
