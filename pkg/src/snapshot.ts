import { copied, fetched } from "./bytes.js";
import { LandfallError, firstLine, problem } from "./error.js";
import { Host } from "./instance.js";
import { manifestOf, slicesFor } from "./manifest.js";
import { Once } from "./once.js";
import type { Country, LoadOptions, SnapshotFile, SnapshotManifest, SnapshotReader } from "./types.js";

/** A snapshot as a caller names it. */
export interface Source {
  /** Sources of one key are the same. */
  readonly key: string | object;
  /** Its manifest; or the whole snapshot, where it is one file. */
  first(): Promise<Uint8Array>;
  /** Reads the files that a manifest names; absent where the snapshot is one file. */
  readonly read?: SnapshotReader;
}

/** Where the snapshot comes from. */
export function sourceOf(snapshot: NonNullable<LoadOptions["snapshot"]>): Source {
  if (typeof snapshot === "function") return files(snapshot, snapshot);
  if (snapshot instanceof Uint8Array || snapshot instanceof ArrayBuffer) {
    const bytes = copied(snapshot);
    return { key: snapshot, first: async () => bytes };
  }
  const url = String(snapshot);
  const at = (address: string) => fetched(address, "SNAPSHOT_NOT_FETCHED", "the snapshot");
  if (/\.bin([?#]|$)/.test(url)) return { key: url, first: () => at(url) };
  const folder = url.replace(/\/?(manifest\.json)?$/, "/");
  return files(folder, (file) => at(folder + file));
}

function files(key: string | object, reader: SnapshotReader): Source {
  const read = async (file: string) => {
    try {
      return await reader(file);
    } catch (thrown) {
      if (thrown instanceof LandfallError) throw thrown;
      throw problem("SNAPSHOT_NOT_FETCHED", `\`${file}\` of the snapshot could not be read: ${firstLine(thrown)}`, { cause: thrown });
    }
  };
  return { key, first: () => read("manifest.json"), read };
}

/** What is to be trusted before more is read: a manifest, or the whole snapshot. */
export interface Sealed {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** With the manifest, and how to read the files that it names. */
  readonly bound?: { readonly manifest: SnapshotManifest; readonly read: SnapshotReader };
}

export async function sealedOf({ first, read }: Source): Promise<Sealed> {
  const bytes = copied(await first());
  return read ? { bytes, bound: { manifest: manifestOf(bytes), read } } : { bytes };
}

/** A snapshot in use: the engine that holds its core, and the slices that were added. */
export class Opened {
  readonly host: Host;
  readonly #bound: Sealed["bound"];
  readonly #adding = new Once<void>();
  readonly #added = new Set<string>();

  private constructor(host: Host, bound: Sealed["bound"]) {
    this.host = host;
    this.#bound = bound;
  }

  static async open(module: WebAssembly.Module, { bytes, bound }: Sealed): Promise<Opened> {
    const opened = new Opened(new Host(module), bound);
    if (bound) await opened.#add(bound.manifest.core, bound.read);
    else opened.host.open(bytes);
    return opened;
  }

  get manifest(): SnapshotManifest | null {
    return this.#bound?.manifest ?? null;
  }

  /** Adds the slices that these destinations need; those of every destination where none are named. */
  async ensure(destinations?: readonly Country[]): Promise<void> {
    if (!this.#bound) return;
    const { manifest, read } = this.#bound;
    const adding = slicesFor(manifest, destinations).map(([name, file]) => this.#adding.get(name, () => this.#add(file, read)));
    await Promise.all(adding);
  }

  async #add({ file, sha256 }: SnapshotFile, read: SnapshotReader): Promise<void> {
    const bytes = copied(await read(file));
    this.host.check(bytes, file, sha256);
    this.host.open(bytes);
    this.#added.add(file);
  }

  /** Throws where quotes to a destination need a slice that is not there. Of places that it does not know the engine tells. */
  require(destination: string | undefined): void {
    const manifest = this.#bound?.manifest;
    if (destination === undefined || !manifest || !Object.hasOwn(manifest.destinations, destination)) return;
    if (slicesFor(manifest, [destination as Country]).every(([, { file }]) => this.#added.has(file))) return;
    throw problem(
      "DESTINATION_NOT_LOADED",
      `\`${destination}\` is not loaded: \`await landfall.ensure("${destination}")\` first, or name it in \`load({ destinations })\``,
      { path: "shipTo.country" },
    );
  }
}
