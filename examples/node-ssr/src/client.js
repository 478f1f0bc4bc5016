/** Takes the server's page over: the same component, quoted by the same engine from the same snapshot. */
import { load } from "landfall";
import { h, hydrate, render } from "preact";
import { DESTINATIONS, Product, cartOf } from "./product.js";

const main = document.querySelector("main");
const landfall = await load({ destinations: DESTINATIONS });

function show(order, put) {
  put(h(Product, { order, quoteText: landfall.quoteText(cartOf(order)), onOrder: (next) => show(next, render) }), main);
}

show(JSON.parse(document.querySelector("#order").textContent), hydrate);
main.dataset.ready = "";
