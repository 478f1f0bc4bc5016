import "./style.css";
import { type Landfall, LandfallError, load } from "landfall";
import { byId } from "./dom";
import { fillForm, showProblems } from "./form";
import { requestOf, shop } from "./order";
import { showEmptyCart, showFailure, showQuote, showRejection } from "./summary";

const form = byId<HTMLFormElement>("order");
byId("brand").textContent = shop.name;
document.title = `Checkout · ${shop.name}`;
form.addEventListener("submit", (event) => event.preventDefault());
start();

async function start(): Promise<void> {
  try {
    const landfall = await load();
    fillForm(form, landfall.info().destinations);
    form.addEventListener("input", () => answer(landfall));
    answer(landfall);
  } catch (error) {
    showFailure(error as Error, start);
  }
}

function answer({ quote }: Landfall): void {
  const request = requestOf(form);
  showProblems(form, []);
  if (request.items.length === 0) return showEmptyCart();
  try {
    showQuote(quote(request));
  } catch (error) {
    if (!(error instanceof LandfallError)) throw error;
    showRejection(showProblems(form, error.errors));
  }
}
