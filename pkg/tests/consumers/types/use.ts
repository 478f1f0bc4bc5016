import { load, LandfallError, type Quote, type QuoteRequest } from "landfall";

export async function landedCost(cart: QuoteRequest): Promise<string> {
  const landfall = await load();
  try {
    const quote: Quote = landfall.quote(cart);
    return quote.outcome === "refused" ? quote.reasons.map(({ action }) => action).join(" ") : quote.totals.landedCost.amount;
  } catch (error) {
    if (error instanceof LandfallError) return error.errors.map(({ message }) => message).join(" ");
    throw error;
  }
}
