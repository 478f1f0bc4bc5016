import { copied, decoded, fetched } from "./bytes.js";
import { problem } from "./error.js";
import { Once } from "./once.js";
import type { LoadOptions } from "./types.js";

/** The module that an entry brings: compiled, or how to have it as a character for each byte; or none. */
export type OwnModule = WebAssembly.Module | (() => Promise<string>) | undefined;

const compiling = /* @__PURE__ */ new Once<WebAssembly.Module>();

/** The engine's module: the caller's, else the entry's own. Compiled once. */
export async function moduleOf(wasm: LoadOptions["wasm"], own: OwnModule): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === "undefined") {
    throw problem("WASM_UNAVAILABLE", "this host has no WebAssembly; lockdown modes of browsers turn it off");
  }
  const given = wasm ?? own;
  if (given === undefined) throw problem("WASM_NOT_GIVEN", NOT_GIVEN);
  if (isCompiled(given)) return given as WebAssembly.Module;
  if (typeof given === "function") return compiling.get(OWN, async () => compiled(decoded(await given())));
  if (given instanceof Uint8Array || given instanceof ArrayBuffer) return compiling.get(given, () => compiled(copied(given)));
  const url = String(given);
  return compiling.get(url, async () => compiled(await fetched(url, "WASM_NOT_FETCHED", "the engine")));
}

/** By its name, for a host may have compiled it in another realm, as Next.js does for edge routes. */
function isCompiled(given: unknown): boolean {
  return Object.prototype.toString.call(given) === "[object WebAssembly.Module]";
}

/** A name that no address has. */
const OWN = "";

const NOT_GIVEN =
  "this entry brings no engine; place `landfall/engine.wasm` and give it: `load({ wasm })`, by address, as bytes or compiled";

async function compiled(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    throw problem("WASM_NOT_COMPILED", "what was given as the engine is no WebAssembly module; a web page in its place?");
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw problem(
      "WASM_NOT_COMPILED",
      `the host would not compile the engine; where the page has a Content-Security-Policy, it needs \`script-src 'wasm-unsafe-eval'\` (${cause})`,
      { cause },
    );
  }
}

/** How every module begins: `\0asm`. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];
