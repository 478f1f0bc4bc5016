import type { Charge, ExchangeRate, Landfall, Quote, TraceStep } from "../index.js";
import { text } from "./amount.js";
import type { Answer } from "./batch.js";
import { adviceLines, collection, heading, section } from "./human.js";
import { type Page, paragraph, styled } from "./page.js";
import { statusOf } from "./quote.js";
import { requestOf } from "./rows.js";

/** A quote with every step that led to it. */
export function explained(landfall: Landfall, request: string): Answer {
  const cart = requestOf(landfall, request);
  const include = [...new Set([...(cart.include ?? []), "trace" as const])];
  const json = landfall.quoteText({ ...cart, include });
  const quote: Quote = JSON.parse(json);
  return { status: statusOf(quote), json: () => json, lines: (page) => explainedPage(page, quote, JSON.stringify(cart)) };
}

function explainedPage(page: Page, quote: Quote, request: string): string[] {
  const charges = new Map(quote.charges.map((charge) => [charge.id, charge]));
  const steps = quote.trace ?? [];
  return [
    ...heading(page, quote, request),
    ...section(page, "Rates of exchange", quote.exchangeRates.flatMap((rate) => exchangeLines(page, rate))),
    ...section(page, "Step by step", steps.flatMap((step, index) => stepLines(page, step, index, charges.get(step.of)))),
    ...section(page, "What was assumed or is open", quote.reasons.flatMap((reason) => adviceLines(page, reason))),
    ...section(page, "What would change it", quote.hints.flatMap((hint) => adviceLines(page, hint))),
    ...(quote.totals ? ["", styled(page, "bold", `Landed cost ${text(quote.totals.landedCost)}`)] : []),
  ];
}

function exchangeLines(page: Page, { from, to, rate, day, source, official, current }: ExchangeRate): string[] {
  const remarks = [day, !official && "stands in for the official rate", !current && "the last one known"].filter(Boolean);
  return paragraph(`1 ${from} = ${rate} ${to}: ${[source, ...remarks].join(", ")}`, page.width, "  • ");
}

function stepLines(page: Page, step: TraceStep, index: number, charge: Charge | undefined): string[] {
  const { of, operands, rule, exact, rounding, rounded } = step;
  const operand = operands.map(([name, amount]) => `${name} ${amount}`).join(" + ");
  const result = rounded === undefined ? exact : `${exact}, ${rounding}: ${rounded}`;
  const title = charge ? `${charge.name} (${of})` : `${of}, ${step.step}`;
  const lead = `${index + 1}. `.padStart(5);
  const law = charge ? [collection(charge), charge.source] : [];
  return [
    ...paragraph(title, page.width, lead),
    ...paragraph([rule && `${rule} of`, operand, `= ${result}`].filter(Boolean).join(" "), page.width, "     "),
    ...law.flatMap((line) => paragraph(line, page.width, "     ")).map((line) => styled(page, "dim", line)),
  ];
}
