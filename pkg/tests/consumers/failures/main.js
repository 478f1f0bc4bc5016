import { load } from "landfall";
import cart from "./cart.json";

const output = document.querySelector("output");

/** Shows the quote, or why there is none. */
async function quote() {
  try {
    const landfall = await load({ destinations: ["DE"], snapshot: new URL("snapshot/", location.href) });
    output.textContent = landfall.quoteText(cart);
  } catch (error) {
    output.textContent = error.message;
  }
}

document.querySelector("button").onclick = quote;
