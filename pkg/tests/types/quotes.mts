/** What a quote may be: each form has its own fields, and nothing in it can be changed. */
import { type Charge, type Interval, LandfallError, type Quote, type Rejection, type Totals } from "landfall";

declare const quote: Quote;

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
function same<One, Other>(_: Same<One, Other>): void {}

switch (quote.outcome) {
  case "complete":
    same<typeof quote.totals, Totals>(true);
    same<typeof quote.interval, undefined>(true);
    break;
  case "estimated":
    same<typeof quote.totals, Totals>(true);
    same<typeof quote.interval, Interval | undefined>(true);
    break;
  case "refused":
    same<typeof quote.totals, null>(true);
    break;
  default:
    same<typeof quote, never>(true);
}

// Charges are told apart by kind, and no kind is left out.
same<Charge["kind"], "duty" | "tradeRemedy" | "excise" | "tax" | "fee">(true);
declare const charge: Charge;
if (charge.kind === "tax") same<typeof charge.kind, "tax">(true);
// @ts-expect-error: there is no such kind
if (charge.kind === "toll") void charge;

// @ts-expect-error: what was quoted stays so
quote.charges.push(charge);
// @ts-expect-error: nor does an amount change
charge.amount.amount = "0.00";
// @ts-expect-error: an amount is text, that no float may touch
charge.amount.amount * 2;

// A row of a batch is a quote or its errors.
declare const row: Quote | LandfallError;
if (row instanceof LandfallError) {
  const rejection: Rejection = row.toJSON();
  void rejection;
} else {
  same<typeof row, Quote>(true);
}
