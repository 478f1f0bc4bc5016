import { loadWith } from "./core.js";
import type { Landfall, LoadOptions } from "./types.js";

export { LandfallError, type Problem } from "./error.js";
export type * from "./types.js";

/** The engine lies in a script of its own, which is read when it is first needed. */
const own = async () => (await import("landfall:module")).MODULE;

/**
 * Loads the engine and a snapshot. Each is loaded once: later calls share what is there already, and what failed can be
 * tried again.
 *
 * @example
 * const landfall = await load({ destinations: ["DE", "GB"] });
 * const quote = landfall.quote(cart);
 */
export function load(options?: LoadOptions): Promise<Landfall> {
  return loadWith(own, options);
}
