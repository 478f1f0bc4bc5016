import { MODULE } from "landfall:module";
import { loadWith } from "./core.js";
import type { Landfall, LoadOptions } from "./types.js";

export { LandfallError, type Problem } from "./error.js";
export type * from "./types.js";

/**
 * Loads the engine and a snapshot. Each is loaded once: later calls share what is there already, and what failed can be
 * tried again.
 *
 * @example
 * const landfall = await load({ destinations: ["DE", "GB"] });
 * const quote = landfall.quote(cart);
 */
export function load(options?: LoadOptions): Promise<Landfall> {
  return loadWith(MODULE, options);
}
