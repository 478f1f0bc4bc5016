import { catalogue } from "./catalogue.js";
import { LandfallError } from "./error.js";
import { accepted } from "./instance.js";
import { type OwnModule, moduleOf } from "./module.js";
import { Once } from "./once.js";
import { prepared, settled } from "./request.js";
import { Opened, type Sealed, sealedOf, sourceOf } from "./snapshot.js";
import { trust } from "./trust.js";
import type { Landfall, LoadOptions, MerchantProfile, Quote, QuoteRequest, SnapshotReader } from "./types.js";

const sealed = /* @__PURE__ */ new Once<Sealed>();
const opened = /* @__PURE__ */ new Once<Opened>();
/** The handles of snapshots to which no profile was given. */
const plain = /* @__PURE__ */ new WeakMap<Opened, Landfall>();

/** The snapshot that the package depends on; a bundler splits it off, so that a page with its own fetches none of it. */
const own: SnapshotReader = async (file) => (await import("@landfall/snapshot")).read(file);

/** Loads the engine and a snapshot: every file and every step once, whoever asks, and again only after a failure. */
export async function loadWith(module: OwnModule, options: LoadOptions = {}): Promise<Landfall> {
  const source = sourceOf(options.snapshot ?? own);
  const [compiled, first] = await Promise.all([moduleOf(options.wasm, module), sealed.get(source.key, () => sealedOf(source))]);
  const open = await trustedAndOpened(compiled, first, options).catch((error) => {
    // Read anew the next time, for the publisher may have mended it.
    sealed.forget(source.key);
    throw error;
  });
  await open.ensure(options.destinations);
  return options.profile ? handle(open, settled(options.profile)) : plainHandle(open);
}

async function trustedAndOpened(module: WebAssembly.Module, first: Sealed, options: LoadOptions): Promise<Opened> {
  await trust(first, options);
  return opened.get(first, () => Opened.open(module, first));
}

function plainHandle(open: Opened): Landfall {
  const made = plain.get(open) ?? handle(open);
  plain.set(open, made);
  return made;
}

function handle(open: Opened, profile?: MerchantProfile): Landfall {
  const quoteText = (request: QuoteRequest | string): string => {
    const { text, destination } = prepared(request, profile);
    open.require(destination);
    return accepted(open.host.call((engine) => engine.quote(text)));
  };
  const quote = (request: QuoteRequest | string): Quote => JSON.parse(quoteText(request));
  return Object.freeze({
    quote,
    quoteText,
    quoteMany: (requests) => Array.from(requests, (request) => orError(() => quote(request))),
    catalogue: (request) => catalogue(open, request, profile),
    ensure: (...destinations) => open.ensure(destinations),
    info: () => JSON.parse(open.host.call((engine) => engine.info())),
    manifest: open.manifest,
  } satisfies Landfall);
}

function orError<Answer>(act: () => Answer): Answer | LandfallError {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof LandfallError) return thrown;
    throw thrown;
  }
}
