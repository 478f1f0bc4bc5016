import type { Country, Problem } from "landfall";
import { byId, h } from "./dom";
import { type Product, shop } from "./order";
import { country, list, money } from "./words";

const pictures = import.meta.glob<string>("./art/*.svg", { eager: true, query: "?url", import: "default" });

/** Puts the shop's goods and the engine's destinations into the form. */
export function fillForm(form: HTMLFormElement, destinations: readonly Country[]): void {
  byId("cart").replaceChildren(...shop.products.map((product) => line(form, product)));
  const options = destinations.map((code) => ({ code, name: country(code) })).sort((a, b) => a.name.localeCompare(b.name));
  const select = form.elements.namedItem("destination") as HTMLSelectElement;
  select.replaceChildren(...options.map(({ code, name }) => h("option", { value: code }, name)));
  select.value = shop.shipTo;
  byId("registrations").textContent = list(shop.registrations.map(({ type, issuer }) => (issuer ? `${type} (${country(issuer)})` : type)));
}

/** Puts today in UTC into the form. */
export function setDay(form: HTMLFormElement): void {
  (form.elements.namedItem("asOf") as HTMLInputElement).value = new Date().toISOString().slice(0, 10);
}

function line(form: HTMLFormElement, { id, name, price, hsCode, origin, quantity }: Product): HTMLLIElement {
  const input = h("input", {
    ...{ name: id, id: `quantity-${id}`, type: "text", inputmode: "numeric", value: quantity, autocomplete: "off" },
    ...{ "aria-label": `Quantity of ${name}`, "aria-describedby": `problem-${id}` },
  });
  const step = (by: 1 | -1) => {
    // A count of pieces, not an amount.
    input.value = String(Math.max(0, (Number.parseInt(input.value, 10) || 0) + by));
    form.dispatchEvent(new Event("input"));
  };
  const button = (label: string, sign: string, by: 1 | -1) => {
    const element = h("button", { type: "button", "aria-label": label }, sign);
    element.addEventListener("click", () => step(by));
    return element;
  };
  return h(
    "li",
    { class: "line" },
    h("img", { src: pictures[`./art/${id}.svg`], alt: "", width: "72", height: "72" }),
    h(
      "div",
      { class: "line-text" },
      h("h3", {}, name),
      h("p", { class: "quiet" }, `Made in ${country(origin)} · HS\u00a0${hsCode}`),
      h("p", { class: "problem", id: `problem-${id}` }),
    ),
    h("p", { class: "price" }, money({ amount: price, currency: shop.currency })),
    h("div", { class: "stepper" }, button(`One ${name} fewer`, "−", -1), input, button(`One more ${name}`, "+", 1)),
  );
}

/** Shows each problem beside its line; those that belong to no line are returned. */
export function showProblems(form: HTMLFormElement, problems: readonly Problem[]): Problem[] {
  const inCart = shop.products.filter(({ id }) => quantity(form, id).value.trim() !== "0");
  const of = ({ path }: Problem) => inCart[Number(/^items\[(\d+)\]/.exec(path)?.[1] ?? -1)]?.id;
  for (const { id } of shop.products) {
    const own = problems.filter((problem) => of(problem) === id);
    byId(`problem-${id}`).textContent = own.map(({ message }) => message).join(" ");
    quantity(form, id).setAttribute("aria-invalid", String(own.length > 0));
  }
  return problems.filter((problem) => of(problem) === undefined);
}

function quantity(form: HTMLFormElement, id: string): HTMLInputElement {
  return form.elements.namedItem(id) as HTMLInputElement;
}
