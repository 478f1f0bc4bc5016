import { load } from "landfall";
import cart from "../../cart.json";

export const runtime = "edge";

export async function GET() {
  const landfall = await load();
  return new Response(landfall.quoteText(cart));
}
