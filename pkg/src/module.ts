import { copied, decoded, fetched } from "./bytes.js";
import { firstLine, problem } from "./error.js";
import { Once } from "./once.js";
import type { LoadOptions } from "./types.js";

/** How an entry comes by its own module, compiled or a character for each byte; absent where it brings none. */
export type OwnModule = (() => Promise<WebAssembly.Module | string>) | undefined;

const compiling = /* @__PURE__ */ new Once<WebAssembly.Module>();

/** The engine's module: the caller's, else the entry's own. Compiled once. */
export async function moduleOf(wasm: LoadOptions["wasm"], own: OwnModule): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === "undefined") {
    throw problem("WASM_UNAVAILABLE", "this host has no WebAssembly; lockdown modes of browsers turn it off");
  }
  if (wasm === undefined) return owned(own);
  if (wasm instanceof WebAssembly.Module) return wasm as WebAssembly.Module;
  if (wasm instanceof Uint8Array || wasm instanceof ArrayBuffer) return compiling.get(wasm, () => compiled(copied(wasm)));
  const url = String(wasm);
  return compiling.get(url, async () => compiled(await fetched(url, "WASM_NOT_FETCHED", "the engine")));
}

async function owned(own: OwnModule): Promise<WebAssembly.Module> {
  if (!own) throw problem("WASM_NOT_GIVEN", NOT_GIVEN);
  return compiling.get(own, async () => {
    const module = await own().catch((cause: unknown) => {
      throw problem("WASM_NOT_FETCHED", `the part of the script that holds the engine could not be had: ${firstLine(cause)}`, { cause });
    });
    return typeof module === "string" ? compiled(decoded(module)) : module;
  });
}

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
