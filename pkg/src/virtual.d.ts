/** wasm-bindgen's glue as a factory: the build wraps it, so that each call has variables of its own. */
declare module "landfall:glue" {
  export interface Exports extends WebAssembly.Exports {
    __wbindgen_start(): void;
  }
  export interface Engine {
    quote(request: string): string;
    info(): import("./types.js").SnapshotInfo;
  }
  export interface Glue extends WebAssembly.ModuleImports {
    __wbg_set_wasm(exports: Exports): void;
    readonly Engine: new (snapshot: Uint8Array) => Engine;
  }
  export function createGlue(): Glue;
}

/** The engine's module, a character for each byte. */
declare module "landfall:module" {
  export const MODULE: string;
}

/** The snapshot, a character for each byte. */
declare module "landfall:snapshot" {
  export const SNAPSHOT: string;
}
