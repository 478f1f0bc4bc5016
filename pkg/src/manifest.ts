import { LandfallError, problem } from "./error.js";
import type { Country, SnapshotFile, SnapshotManifest } from "./types.js";

/** The format of snapshots that this version reads. */
const FORMAT = 1;

/** The manifest that these bytes are. */
export function manifestOf(bytes: Uint8Array): SnapshotManifest {
  const text = new TextDecoder().decode(bytes);
  const manifest = parsed(text);
  if (manifest && manifest.leastReader > FORMAT) {
    throw problem(
      "SNAPSHOT_TOO_NEW",
      `the snapshot needs an engine that reads format ${manifest.leastReader}, this one reads format ${FORMAT}: update \`landfall\``,
    );
  }
  if (isManifest(manifest)) return manifest;
  const guise = text.trimStart().startsWith("<") ? "a web page" : "no manifest of a snapshot";
  throw problem("NOT_A_SNAPSHOT", `\`manifest.json\` is ${guise}: check the address or folder that the snapshot comes from`);
}

function parsed(text: string): Partial<SnapshotManifest> & { leastReader: number } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isManifest(value: unknown): value is SnapshotManifest {
  const { core, slices, destinations, sequence, leastReader } = Object(value) as Partial<SnapshotManifest>;
  const isListed = (name: unknown) => Object.hasOwn(Object(slices), String(name));
  return (
    typeof leastReader === "number" &&
    typeof sequence === "number" &&
    isFile(core) &&
    Object.values(Object(slices)).every(isFile) &&
    Object.values(Object(destinations)).every((names) => Array.isArray(names) && names.every(isListed))
  );
}

function isFile(value: unknown): value is SnapshotFile {
  const { file, sha256 } = Object(value) as Partial<SnapshotFile>;
  // A plain name: a manifest points to nothing outside its folder.
  return /^[\w-]+\.bin$/.test(file ?? "") && /^[0-9a-f]{64}$/.test(sha256 ?? "");
}

/** The slices that these destinations need, each once; all of them where no destinations are named. */
export function slicesFor({ edition, slices, destinations }: SnapshotManifest, wanted?: readonly Country[]): [string, SnapshotFile][] {
  const all = Object.entries(slices);
  if (!wanted) return all;
  const unknown = wanted.filter((country) => !Object.hasOwn(destinations, country));
  if (unknown.length > 0) {
    const known = Object.keys(destinations).join(", ");
    const message = (country: Country) => `\`${country}\` is no destination of the snapshot of ${edition}; it has ${known}`;
    throw new LandfallError(unknown.map((country) => ({ code: "DESTINATION_UNKNOWN", path: "destinations", message: message(country) })));
  }
  const needed = new Set(wanted.flatMap((country) => destinations[country]));
  return all.filter(([name]) => needed.has(name));
}
