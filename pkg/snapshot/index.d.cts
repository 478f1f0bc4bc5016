/**
 * Reads a file of the snapshot by its name: `manifest.json`, `manifest.sig`, and those that the manifest names. Each is fetched
 * when it is first asked for; a bundler splits it off by itself.
 *
 * `landfall` finds this package by itself. Give it to `load` where the host does not resolve names, or to choose among several.
 *
 * @example
 * import { load } from "landfall";
 * import { read } from "@landfall/snapshot";
 *
 * const landfall = await load({ snapshot: read, destinations: ["DE"] });
 */
export declare function read(file: string): Promise<Uint8Array>;
