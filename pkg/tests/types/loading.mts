/** How landfall is loaded, and what it then does. */
import { type Landfall, type LoadOptions, type PriceColumn, type SnapshotManifest, type SnapshotReader, load } from "landfall";
import { load as loadSlim } from "landfall/slim";

const read: SnapshotReader = async () => new Uint8Array();
declare const module: WebAssembly.Module;
const ways: LoadOptions[] = [
  {},
  { destinations: ["DE", "GB"] },
  { snapshot: "/snapshot" },
  { snapshot: new URL("https://shop.example/snapshot/") },
  { snapshot: read, publicKey: ["old", "new"], minimumSequence: 20261124, allowRollback: false },
  { snapshot: new Uint8Array(), wasm: module },
  { wasm: "/engine.wasm", profile: { incoterm: "DDP" } },
];
const landfall: Landfall = await load(ways[0]);
const other: Landfall = await loadSlim({ wasm: module });
// @ts-expect-error: the slim entry brings no engine
await loadSlim({ destinations: ["DE"] });
// @ts-expect-error: countries are capital letters
await load({ destinations: ["de"] });
// @ts-expect-error: no such option
await load({ destination: "DE" });

const ensured: Promise<void> = landfall.ensure("JP", "US");
const manifest: SnapshotManifest | null = other.manifest;
void [ensured, manifest];

const columns: PriceColumn[] = landfall.catalogue({
  article: { shipFrom: { country: "CN" }, items: [{ quantity: 1, unitPrice: { amount: 0, currency: "EUR" } }] },
  prices: Int32Array.of(1999),
  destinations: ["DE", { country: "CA", region: "ON" }],
});
for (const column of columns) {
  // @ts-expect-error: not before it is known that there are no errors
  column.landedCost;
  if (column.errors) continue;
  const cost: number | undefined = column.landedCost[0];
  void cost;
}
// @ts-expect-error: where an article goes is for `destinations` to say
landfall.catalogue({ article: { shipFrom: { country: "CN" }, shipTo: { country: "DE" }, items: [] }, prices: [], destinations: [] });
