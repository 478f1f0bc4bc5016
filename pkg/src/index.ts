import { loadWith } from "./core.js";
import type { Landfall, LoadOptions } from "./types.js";

export { LandfallError, type Problem } from "./error.js";
export type * from "./types.js";

/** The engine in a file of its own, a script like any other: what no one loads need not be read. */
const inlined = async () => (await import("landfall:module")).MODULE;

/**
 * Loads the engine and a snapshot. Each is loaded once: later calls share what is there already, and what failed can be
 * tried again.
 *
 * @example
 * const landfall = await load({ destinations: ["DE", "GB"] });
 * const quote = landfall.quote(cart);
 */
export function load(options?: LoadOptions): Promise<Landfall> {
  return loadWith(inlined, options);
}
