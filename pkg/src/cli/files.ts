import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { LoadOptions } from "../index.js";
import { told } from "./usage.js";

/** The text of a file, or of standard input where it is named `-`. */
export async function textOf(file: string): Promise<string> {
  const bytes = file === "-" ? await buffer(process.stdin) : await read(file);
  try {
    // Without the byte order mark that some editors put before it.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw told("FILE_NOT_UTF8", `\`${file}\` is not UTF-8: save it as UTF-8`);
  }
}

/** The snapshot that a user names: a folder, a file, or an address. */
export async function snapshotAt(place: string): Promise<NonNullable<LoadOptions["snapshot"]>> {
  if (/^https?:\/\//.test(place)) return place;
  const isFolder = await stat(place).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isFolder ? (file) => read(join(place, file)) : read(place);
}

async function read(file: string): Promise<Buffer> {
  return readFile(file).catch((error: Error) => {
    throw told("FILE_NOT_READ", `\`${file}\` can't be read: ${error.message}`);
  });
}
