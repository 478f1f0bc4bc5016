import { load } from "landfall";
import cart from "./cart.json";

const landfall = await load();
document.querySelector("output").textContent = landfall.quoteText(cart);
