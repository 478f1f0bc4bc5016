import { LandfallError, problem } from "./error.js";

/** Bytes that a build wrote as characters. */
export function decoded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A copy, so that it stays as it is whatever the caller does with his. */
export function copied(bytes: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes instanceof ArrayBuffer ? bytes.slice(0) : bytes);
}

/** What lies at an address; `code` and `what` name it in the error where it can't be had. */
export async function fetched(url: string, code: Uppercase<string>, what: string): Promise<Uint8Array<ArrayBuffer>> {
  const failed = (why: unknown, cause?: unknown) => {
    const offline = globalThis.navigator?.onLine === false ? "; this device is offline" : "";
    return problem(code, `${what} at \`${url}\` could not be fetched: ${why}${offline}`, { cause });
  };
  try {
    const response = await fetch(url);
    if (!response.ok) throw failed(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    throw thrown instanceof LandfallError ? thrown : failed(thrown, thrown);
  }
}
