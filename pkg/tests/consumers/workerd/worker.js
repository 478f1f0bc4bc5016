import { load } from "landfall";
import cart from "./cart.json";

export default {
  async fetch() {
    const landfall = await load();
    return new Response(landfall.quoteText(cart));
  },
};
