export { load } from "./load.js";
export { LandfallError, type Problem } from "./error.js";
export type * from "./types.js";
