import { loadWith } from "./core.js";
import type { Landfall, LoadOptions } from "./types.js";

export { LandfallError, type Problem } from "./error.js";
export type * from "./types.js";

/**
 * As the `load` of `landfall`, without the engine in it: for hosts that place `landfall/engine.wasm` themselves.
 *
 * @example
 * const landfall = await load({ wasm: "/assets/engine.wasm", destinations: ["DE"] });
 */
export function load(options: LoadOptions & Required<Pick<LoadOptions, "wasm">>): Promise<Landfall> {
  return loadWith(undefined, options);
}
