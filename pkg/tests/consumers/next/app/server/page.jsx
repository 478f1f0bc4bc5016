import { load } from "landfall";
import cart from "../../cart.json";

export const dynamic = "force-dynamic";

export default async function Page() {
  const landfall = await load();
  return <output>{landfall.quoteText(cart)}</output>;
}
