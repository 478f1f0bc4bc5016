import { load } from "landfall";
import { readFileSync } from "node:fs";

const landfall = await load();
console.log(landfall.quoteText(readFileSync("cart.json", "utf8")));
