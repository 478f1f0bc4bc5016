import engine from "landfall/engine.wasm?url";
import { load } from "landfall/slim";
import cart from "./cart.json";

const landfall = await load({ wasm: engine });
document.querySelector("output").textContent = landfall.quoteText(cart);
