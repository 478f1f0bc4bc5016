import { readFile } from "node:fs/promises";
import { load } from "landfall/slim";

const [wasm, cart] = await Promise.all([
  readFile(new URL(import.meta.resolve("landfall/engine.wasm"))),
  readFile("cart.json", "utf8"),
]);
const landfall = await load({ wasm });
console.log(landfall.quoteText(cart));
