import { createGlue, type Engine, type Exports } from "landfall:glue";
import { LandfallError, problem } from "./error.js";

/** How every rejection of the engine begins, and no quote does. */
const REJECTED = '{"errors":';

/** The answer, unless it is a rejection. */
export function accepted(answer: string): string {
  if (answer.startsWith(REJECTED)) throw rejection(answer);
  return answer;
}

function rejection(answer: string): LandfallError {
  return new LandfallError(JSON.parse(answer).errors);
}

/**
 * One snapshot opened in one instance of the module.
 *
 * wasm-bindgen's glue keeps its instance in a variable of its module, so that a second one would overwrite the first.
 * Here each instance has a glue of its own, and a broken one can be left to itself.
 */
class Instance {
  readonly engine: Engine;
  readonly #glue;

  constructor(module: WebAssembly.Module, snapshot: Uint8Array) {
    this.#glue = createGlue();
    const { exports } = new WebAssembly.Instance(module, { "./landfall_bg.js": this.#glue });
    this.#glue.__wbg_set_wasm(exports as Exports);
    (exports as Exports).__wbindgen_start();
    this.engine = new this.#glue.Engine(snapshot);
  }

  /** Cuts the glue off from the instance, for calls that are still under way as for later ones. */
  retire(): void {
    this.#glue.__wbg_set_wasm(RETIRED);
  }
}

/** Stands in for the exports of a broken instance. */
const RETIRED = /* @__PURE__ */ new Proxy({} as Exports, {
  get(_, name) {
    // The garbage collector's last call; the memory that it would free goes with the instance.
    if (String(name).endsWith("_free") && String(name).startsWith("__wbg_")) return () => undefined;
    throw problem("INSTANCE_RETIRED", "another call broke this instance of the engine; call again for a new one");
  },
});

/** Keeps an instance for one snapshot: built at the first call, dropped when it breaks, built anew at the next. */
export class Host {
  readonly #module: WebAssembly.Module;
  readonly #snapshot: Uint8Array;
  #instance: Instance | undefined;

  constructor(module: WebAssembly.Module, snapshot: Uint8Array) {
    this.#module = module;
    this.#snapshot = snapshot;
  }

  /**
   * What `use` returns. The engine answers with results; whatever it throws, a RangeError of an exhausted stack or
   * memory included, may have left its memory torn, so the instance is retired.
   */
  call<Answer>(use: (engine: Engine) => Answer): Answer {
    try {
      this.#instance ??= new Instance(this.#module, this.#snapshot);
      return use(this.#instance.engine);
    } catch (thrown) {
      if (typeof thrown === "string" && thrown.startsWith(REJECTED)) throw rejection(thrown);
      if (thrown instanceof LandfallError) throw thrown;
      this.#instance?.retire();
      this.#instance = undefined;
      throw problem("ENGINE_TRAPPED", `the engine broke on this call (${thrown}); the next call starts a new one`, {
        cause: thrown,
      });
    }
  }
}
