import { load } from "landfall";

/** The part of the page that the server renders. */
export async function render(cart) {
  const landfall = await load();
  return `<output>${landfall.quoteText(cart)}</output>`;
}
