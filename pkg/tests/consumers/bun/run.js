import { load } from "landfall";
import cart from "./cart.json";

const landfall = await load();
console.log(landfall.quoteText(cart));
