import { MODULE } from "landfall:module";
import { SNAPSHOT } from "landfall:snapshot";
import { problem } from "./error.js";
import { Host, accepted } from "./instance.js";
import { requestText } from "./request.js";
import type { Landfall, LoadOptions } from "./types.js";

/**
 * Loads the engine and a snapshot. Once per snapshot: later calls get the same promise, and a failure is forgotten, so
 * that it can be tried again.
 *
 * @example
 * const landfall = await load();
 * const quote = landfall.quote(cart);
 */
export function load(options: LoadOptions = {}): Promise<Landfall> {
  const { snapshot } = options;
  return once(snapshot instanceof URL ? snapshot.href : (snapshot ?? load), async () => {
    const [module, bytes] = await Promise.all([once(MODULE, compiled), bytesOf(snapshot)]);
    const host = new Host(module, bytes);
    // Opened now, so that a snapshot that can't be read fails here and not at the first quote.
    host.call(() => undefined);
    return handle(host);
  });
}

function handle(host: Host): Landfall {
  const quoteText: Landfall["quoteText"] = (request) => {
    const text = requestText(request);
    return accepted(host.call((engine) => engine.quote(text)));
  };
  return Object.freeze({
    quote: (request) => JSON.parse(quoteText(request)),
    quoteText,
    info: () => host.call((engine) => engine.info()),
  } satisfies Landfall);
}

const byName = /* @__PURE__ */ new Map<string, Promise<unknown>>();
/** Weak, so that a server which changes its snapshot every day keeps only those that are still in use. */
const byIdentity = /* @__PURE__ */ new WeakMap<object, Promise<unknown>>();

/** What `make` promises for this key: made once, and again only after it failed. */
function once<Value>(key: string | object, make: () => Promise<Value>): Promise<Value> {
  const loads = (typeof key === "string" ? byName : byIdentity) as Map<unknown, Promise<Value>>;
  const known = loads.get(key);
  if (known) return known;
  const made = make();
  loads.set(key, made);
  made.catch(() => loads.delete(key));
  return made;
}

async function compiled(): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === "undefined") {
    throw problem("WASM_UNAVAILABLE", "this host has no WebAssembly; lockdown modes of browsers turn it off");
  }
  try {
    return await WebAssembly.compile(decoded(MODULE));
  } catch (cause) {
    throw problem(
      "WASM_NOT_COMPILED",
      `the host would not compile the engine; where the page has a Content-Security-Policy, it needs \`script-src 'wasm-unsafe-eval'\` (${cause})`,
      { cause },
    );
  }
}

async function bytesOf(snapshot: LoadOptions["snapshot"]): Promise<Uint8Array> {
  if (snapshot === undefined) return decoded(SNAPSHOT);
  if (snapshot instanceof ArrayBuffer) return new Uint8Array(snapshot.slice(0));
  // A copy, for a later instance is opened from the same bytes, whatever the caller does with these.
  return snapshot instanceof Uint8Array ? snapshot.slice() : fetched(String(snapshot));
}

async function fetched(url: string): Promise<Uint8Array> {
  const failed = (what: unknown, cause?: unknown) =>
    problem("SNAPSHOT_NOT_FETCHED", `the snapshot at \`${url}\` could not be fetched: ${what}`, { cause });
  try {
    const response = await fetch(url);
    if (!response.ok) throw failed(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    throw thrown instanceof Error && thrown.name === "LandfallError" ? thrown : failed(thrown, thrown);
  }
}

/** The bytes that the build wrote as characters. */
function decoded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
