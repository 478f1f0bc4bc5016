import type { Day } from "./types.js";

/** Today in UTC: the one place where landfall looks at a clock. */
export function today(): Day {
  return new Date().toISOString().slice(0, 10) as Day;
}
