/** wasm-bindgen's glue as a factory: the build wraps it, so that each call has variables of its own. */
declare module "landfall:glue" {
  export interface Exports extends WebAssembly.Exports {
    __wbindgen_start(): void;
  }
  export interface Engine {
    /** Adds a slice; throws as the constructor does. */
    add(slice: Uint8Array): void;
    quote(request: string): string;
    catalogue(consignments: string, prices: BigInt64Array, cells: BigInt64Array): string;
    info(): string;
  }
  export interface Glue extends WebAssembly.ModuleImports {
    __wbg_set_wasm(exports: Exports): void;
    readonly Engine: new (core: Uint8Array) => Engine;
    digest(bytes: Uint8Array): string;
  }
  export function createGlue(): Glue;
}

/** The engine's module, a character for each byte. */
declare module "landfall:module" {
  export const MODULE: string;
}

/** The engine's module, compiled by a host that compiles no bytes. */
declare module "landfall:compiled" {
  const MODULE: WebAssembly.Module;
  export default MODULE;
}
