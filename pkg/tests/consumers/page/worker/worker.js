import { load } from "landfall";
import cart from "../cart.json";

const landfall = await load();
postMessage(landfall.quoteText(cart));
