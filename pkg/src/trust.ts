import { firstLine, problem } from "./error.js";
import type { Sealed } from "./snapshot.js";
import type { LoadOptions, SnapshotReader } from "./types.js";

/** The newest sequence of each publisher that this process has trusted. */
const newest = /* @__PURE__ */ new Map<string, number>();

/** Throws unless the snapshot is signed as the caller asks, and not older than he allows. */
export async function trust({ bytes, bound }: Sealed, options: LoadOptions): Promise<void> {
  const keys = [options.publicKey ?? []].flat();
  if (keys.length === 0 && options.minimumSequence === undefined) return;
  if (!bound) throw problem("SNAPSHOT_WITHOUT_MANIFEST", WITHOUT_MANIFEST);
  const signer = keys.length > 0 ? await signerOf(bytes, await signatureOf(bound.read), keys) : "";
  const seen = newest.get(signer) ?? 0;
  const { sequence, edition } = bound.manifest;
  const least = Math.max(options.minimumSequence ?? 0, seen);
  if (sequence < least && !options.allowRollback) {
    throw problem(
      "SNAPSHOT_OLDER",
      `the snapshot of ${edition} has the sequence ${sequence}, below ${least}, which was asked for or seen before: place the newer one, or say \`allowRollback: true\``,
    );
  }
  if (signer) newest.set(signer, Math.max(seen, sequence));
}

const WITHOUT_MANIFEST =
  "a snapshot in one file has no manifest, so neither its signature nor its sequence can be checked: give the folder of its files";

async function signatureOf(read: SnapshotReader): Promise<string> {
  try {
    return new TextDecoder().decode(await read("manifest.sig"));
  } catch (cause) {
    throw problem("SNAPSHOT_UNSIGNED", `the snapshot has no signature that could be read (${firstLine(cause)})`, { cause });
  }
}

/** The key whose signature it bears. */
async function signerOf(bytes: Uint8Array<ArrayBuffer>, signature: string, keys: readonly string[]): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) {
    throw problem(
      "CRYPTO_UNAVAILABLE",
      "a signature can't be verified here: pages have WebCrypto over https and on localhost alone",
    );
  }
  const signed = inBase64(signature);
  for (const key of keys) {
    const imported = await importedKey(subtle, key);
    if (signed && (await subtle.verify("Ed25519", imported, signed, bytes))) return key;
  }
  throw problem(
    "SNAPSHOT_SIGNATURE_INVALID",
    "the signature of the snapshot is not by the given `publicKey`: someone changed it, or it is another publisher's",
  );
}

/** A key as 32 bytes in base64, or as the SubjectPublicKeyInfo that PEM files hold. */
async function importedKey(subtle: SubtleCrypto, key: string): Promise<CryptoKey> {
  const bytes = inBase64(key.replace(/-----[^-]+-----/g, ""));
  if (bytes?.length !== 32 && bytes?.length !== 44) {
    throw problem("PUBLIC_KEY_INVALID", "`publicKey` is no Ed25519 key: give 32 bytes in base64, or PEM");
  }
  try {
    return await subtle.importKey(bytes.length === 32 ? "raw" : "spki", bytes, "Ed25519", false, ["verify"]);
  } catch (cause) {
    throw problem("CRYPTO_UNAVAILABLE", `this host can't verify Ed25519 with this key (${cause})`, { cause });
  }
}

function inBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
