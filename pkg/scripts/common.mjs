import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/**
 * The bytes of a file as a string of one character each. Brotli finds the repetitions in it, which base64 shifts out of its
 * sight: for the module it is a sixth smaller so. Escapes in place of characters beyond ASCII, which esbuild writes, make it
 * safe from a server that names a wrong encoding.
 */
export async function characters(path) {
  const bytes = await readFile(path).catch(() => {
    throw new Error(`\`${path}\` is missing; \`cargo xtask package\` builds it`);
  });
  return JSON.stringify(bytes.toString("latin1"));
}

/** How bundles are made. Not minified: bundlers do that, and Node prints the line of an error that nobody caught. */
export const BUNDLED = { bundle: true, charset: "ascii", logLevel: "warning" };

/** A line for each file: what it weighs as it is, and as it is served. */
export async function printSizes(paths) {
  const kilobytes = (length) => `${(length / 1000).toFixed(1)} kB`.padStart(10);
  for (const path of paths) {
    const bytes = await readFile(path);
    const sizes = [bytes.length, gzipSync(bytes).length, brotliCompressSync(bytes).length].map(kilobytes);
    console.log(`${basename(path).padEnd(18)}${sizes[0]}${sizes[1]} gzip${sizes[2]} brotli`);
  }
}
