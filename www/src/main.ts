import "./style.css";
import { type Landfall, LandfallError, load } from "landfall";
import { byId } from "./dom";
import { fillForm, setDay, showProblems } from "./form";
import { requestOf, shop } from "./order";
import { showEmptyCart, showFailure, showQuote, showRejection } from "./summary";

const form = byId<HTMLFormElement>("order");
const summary = byId("summary");
byId("brand").textContent = shop.name;
document.title = `Checkout · ${shop.name}`;
form.addEventListener("submit", (event) => event.preventDefault());
setDay(form);
start();

async function start(): Promise<void> {
  try {
    const landfall = await load({ destinations: [shop.shipTo] });
    fillForm(form, landfall.info().destinations);
    form.addEventListener("input", () => answer(landfall));
    answer(landfall);
  } catch (error) {
    showFailure(error as Error, start);
  }
}

/** How often the order has changed: an answer that a later change overtook is not shown. */
let changes = 0;

/** Quotes the order as it stands, once the tariff of its destination is there. */
async function answer(landfall: Landfall): Promise<void> {
  const request = requestOf(form);
  changes += 1;
  const change = changes;
  showProblems(form, []);
  summary.ariaBusy = String(request.items.length > 0);
  if (request.items.length === 0) return showEmptyCart();
  try {
    await landfall.ensure(request.shipTo.country);
    if (change === changes) showQuote(landfall.quote(request));
  } catch (error) {
    if (change === changes) showError(error, landfall);
  }
  if (change === changes) summary.ariaBusy = "false";
}

function showError(error: unknown, landfall: Landfall): void {
  if (!(error instanceof LandfallError)) throw error;
  if (error.errors.some(({ code }) => code === "SNAPSHOT_NOT_FETCHED")) return showFailure(error, () => answer(landfall));
  showRejection(showProblems(form, error.errors));
}
