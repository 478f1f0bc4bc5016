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
 * One instance of the module, with one snapshot.
 *
 * wasm-bindgen's glue keeps its instance in a variable of its module, so that a second one would overwrite the first.
 * Here each instance has a glue of its own, and a broken one can be left to itself.
 */
class Instance {
  readonly #glue = createGlue();
  #engine: Engine | undefined;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { "./landfall_bg.js": this.#glue });
    this.#glue.__wbg_set_wasm(exports as Exports);
    (exports as Exports).__wbindgen_start();
  }

  get engine(): Engine {
    if (!this.#engine) throw problem("SNAPSHOT_NOT_OPENED", "no snapshot has been opened; wait for `load`");
    return this.#engine;
  }

  /** The first part is a core or a whole snapshot, the others are slices. */
  open(part: Uint8Array): void {
    if (this.#engine) this.#engine.add(part);
    else this.#engine = new this.#glue.Engine(part);
  }

  digest(bytes: Uint8Array): string {
    return this.#glue.digest(bytes);
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

/** `<`, with which web pages begin. */
const LESS_THAN = 0x3c;

/** Keeps an instance for one snapshot: built at the first call, dropped when it breaks, built anew at the next. */
export class Host {
  readonly #module: WebAssembly.Module;
  readonly #parts: Uint8Array[] = [];
  #instance: Instance | undefined;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** Throws unless these are the bytes of that digest. Asked of the engine, for on plain http the host has no SHA-256. */
  check(bytes: Uint8Array, name: string, sha256: string): void {
    if (this.#guarded((instance) => instance.digest(bytes)) === sha256) return;
    const guise = bytes[0] === LESS_THAN ? "it is a web page" : "its SHA-256 differs";
    throw problem(
      "SNAPSHOT_CORRUPT",
      `\`${name}\` is not the file that the manifest names, ${guise}: place the manifest and its files together`,
    );
  }

  /** Opens a part of the snapshot; later instances will hold it too. */
  open(part: Uint8Array): void {
    this.#guarded((instance) => instance.open(part));
    this.#parts.push(part);
  }

  /** What `use` returns. */
  call<Answer>(use: (engine: Engine) => Answer): Answer {
    return this.#guarded((instance) => use(instance.engine));
  }

  /**
   * The engine answers with results; whatever it throws, a RangeError of an exhausted stack or memory included, may have
   * left its memory torn, so the instance is retired.
   */
  #guarded<Answer>(use: (instance: Instance) => Answer): Answer {
    try {
      this.#instance ??= this.#built();
      return use(this.#instance);
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

  #built(): Instance {
    const instance = new Instance(this.#module);
    for (const part of this.#parts) instance.open(part);
    return instance;
  }
}
