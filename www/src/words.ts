import type { Charge, Country, Money } from "landfall";

const language = document.documentElement.lang;
const countries = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });

/** An amount as people write it; from its digits, for a float would not hold them all. */
export function money({ amount, currency }: Money): string {
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
}

export function country(code: Country): string {
  return countries.of(code) ?? code;
}

export function day(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`));
}

/** Who takes the money, and when. */
export function collected({ collected, payer }: Charge): string {
  const who = payer === "buyer" ? "you" : "the shop";
  if (collected === "checkout") return `Collected at checkout, borne by ${who}`;
  return collected === "delivery" ? `Collected on delivery from ${who}` : "You account for it; nobody collects it";
}

/** `GB VAT and IOSS`. */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat(language).format(words);
}
