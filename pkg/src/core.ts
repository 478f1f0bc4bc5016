/** All that the entries share; they differ in where the engine's module comes from. */
export { LandfallError } from "./error.js";
export { loadWith } from "./load.js";
