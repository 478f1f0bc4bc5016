/** The entry for hosts that compile no bytes but take a module with the script: workerd, edge-light. */
import MODULE from "landfall:compiled";
import { loadWith } from "./core.js";
import type { Landfall, LoadOptions } from "./types.js";

export { LandfallError } from "./error.js";

const own = async () => MODULE;

export function load(options?: LoadOptions): Promise<Landfall> {
  return loadWith(own, options);
}
