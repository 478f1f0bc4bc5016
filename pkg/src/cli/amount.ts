import type { DecimalString, Money } from "../index.js";

/** How much more the second is than the first, exactly; they are of one currency. */
export function difference(from: Money, to: Money): Money {
  const decimals = Math.max(decimalsOf(from.amount), decimalsOf(to.amount));
  const units = unitsOf(to.amount, decimals) - unitsOf(from.amount, decimals);
  return { amount: written(units, decimals), currency: to.currency };
}

/** An amount as people read it. */
export function text({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}

/** The same, with a sign where it is above nothing. */
export function signed(money: Money): string {
  return /[1-9]/.test(money.amount) && !money.amount.startsWith("-") ? `+${text(money)}` : text(money);
}

function decimalsOf(amount: DecimalString): number {
  return amount.split(".")[1]?.length ?? 0;
}

function unitsOf(amount: DecimalString, decimals: number): bigint {
  const [whole = "", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

function written(units: bigint, decimals: number): DecimalString {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, "0");
  const [whole, fraction] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  return `${units < 0n ? "-" : ""}${whole}${fraction && `.${fraction}`}` as DecimalString;
}
