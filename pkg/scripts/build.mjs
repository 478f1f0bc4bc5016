/**
 * Builds `dist/`: the entries in ESM and CommonJS with their types, the snapshot as modules of its own, the command.
 *
 * It takes the module from `target/wasm-pkg/` and the snapshot from `target/snapshot/`, both built by `cargo xtask`.
 */
import { build, transform } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFile, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync, brotliCompressSync } from "node:zlib";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const WASM = here("../target/wasm-pkg/landfall_bg.wasm");
const GLUE = here("../target/wasm-pkg/landfall_bg.js");
const SNAPSHOT = "../target/snapshot/";
const FORMATS = { esm: ".js", cjs: ".cjs" };
/** How each host that compiles no bytes takes a module. */
const COMPILED = { workerd: "./engine.wasm", "edge-light": "./engine.wasm?module" };
/** The declarations that go into the package; the others belong to what is inside. */
const SHIPPED = ["index", "slim", "error", "types"];

await rm(here("dist"), { recursive: true, force: true });
for (const [format, ending] of Object.entries(FORMATS)) await buildLibrary(format, ending);
for (const [host, module] of Object.entries(COMPILED)) {
  await buildEntry("compiled", `${host}.js`, { format: "esm", plugins: [parts(".js", shared(".js"), external(/^landfall:compiled$/, module))] });
}
await buildSnapshot();
await copyFile(WASM, here("dist/engine.wasm"));
await buildCommand();
await writeTypes();
await printSizes();

async function buildLibrary(format, ending) {
  await buildEntry("core", `core${ending}`, { format, plugins: [parts(ending)] });
  for (const entry of ["index", "slim"]) await buildEntry(entry, `${entry}${ending}`, { format, plugins: [parts(ending, shared(ending))] });
}

function buildEntry(entry, file, more) {
  return build({ ...options(), platform: "neutral", target: "es2022", entryPoints: [here(`src/${entry}.ts`)], outfile: here(`dist/${file}`), ...more });
}

/** The snapshot's files, each a module that a bundler splits off by itself. */
async function buildSnapshot() {
  const manifest = await readFile(here(`${SNAPSHOT}manifest.json`), "utf8").catch(missing(`${SNAPSHOT}manifest.json`));
  const signature = await readFile(here(`${SNAPSHOT}manifest.sig`), "utf8").catch(() => undefined);
  const texts = { "manifest.json": manifest, ...(signature && { "manifest.sig": signature }) };
  const { core, slices } = JSON.parse(manifest);
  const files = Object.entries({ core, ...slices });
  for (const [name, { file }] of files) {
    const contents = `export default ${await characters(here(SNAPSHOT + file))};`;
    await build({ ...options(), format: "esm", stdin: { contents }, outfile: here(`dist/snapshot/${name}.js`) });
  }
  const imports = files.map(([name, { file }]) => `${JSON.stringify(file)}: () => import("./snapshot/${name}.js")`);
  const contents = `const TEXTS = ${JSON.stringify(texts)};
const FILES = { ${imports.join(", ")} };
export async function read(file) {
  if (TEXTS[file]) return new TextEncoder().encode(TEXTS[file]);
  const bytes = await FILES[file]?.();
  if (!bytes) throw new Error(file + " is not in the package");
  return Uint8Array.from(bytes.default, (letter) => letter.charCodeAt(0));
}`;
  for (const [format, ending] of Object.entries(FORMATS)) {
    const plugins = [{ name: "slices", setup: external(/^\.\/snapshot\//) }];
    await build({ ...options(), format, target: "es2022", stdin: { contents }, outfile: here(`dist/snapshot${ending}`), plugins });
  }
}

async function buildCommand() {
  const { metafile } = await build({
    ...options(),
    metafile: true,
    entryPoints: [here("src/cli/main.ts")],
    outfile: here("dist/cli.js"),
    format: "esm",
    platform: "node",
    target: "node20",
    define: { VERSION: JSON.stringify(JSON.parse(await readFile(here("package.json"), "utf8")).version) },
    plugins: [{ name: "own library", setup: external(/\/index\.js$/, "./index.js") }],
  });
  await writeLicences(Object.keys(metafile.inputs));
}

/** Our own licences, and those of the libraries that the command carries in it. */
async function writeLicences(inputs) {
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) await copyFile(here(`../${name}`), here(`dist/${name}`));
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const texts = [...new Set(names)].sort().map(async (name) => {
    const files = await readdir(here(`node_modules/${name}`));
    const file = files.find((file) => /^licen[cs]e/i.test(file));
    if (!file) throw new Error(`\`${name}\` has no licence that could go with it`);
    return `${name}\n\n${await readFile(here(`node_modules/${name}/${file}`), "utf8")}`;
  });
  await writeFile(here("dist/cli.LICENSES.txt"), (await Promise.all(texts)).join("\n---\n\n"));
}

function options() {
  // Not minified: bundlers do that, and Node prints the line of an error that nobody caught.
  return { bundle: true, charset: "ascii", logLevel: "warning" };
}

/** Leads an entry to the one file that holds what all entries share, for a bundle is to have it once. */
function shared(ending) {
  return external(/^\.\/(core|error)\.js$/, `./core${ending}`);
}

/** Resolves the `landfall:` imports to what cargo built. */
function parts(ending, ...more) {
  const contents = {
    "landfall:glue": () => glueFactory(),
    "landfall:module": async () => `export const MODULE = ${await characters(WASM)};`,
  };
  return {
    name: "parts",
    setup(build) {
      external(/^landfall:snapshot$/, `./snapshot${ending}`)(build);
      for (const each of more) each(build);
      build.onResolve({ filter: /^landfall:/ }, ({ path }) => ({ path, namespace: "built", sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: "built" }, async ({ path }) => ({ contents: await contents[path]() }));
    },
  };
}

function external(filter, as) {
  return (build) => build.onResolve({ filter }, ({ path }) => ({ path: as ?? path, external: true, sideEffects: false }));
}

/** wasm-bindgen's glue, its variables moved from the module into a function that is called once per instance. */
async function glueFactory() {
  const { code } = await transform(await readFile(GLUE, "utf8"), { format: "iife", globalName: "glue" });
  return `export function createGlue() {\n${code}\nreturn glue;\n}`;
}

/**
 * Bytes as a string of one character each. Brotli finds the repetitions in it, which base64 shifts out of its sight: for
 * the module it is a sixth smaller so. Escapes in place of characters beyond ASCII make it safe from a server that
 * names a wrong encoding.
 */
async function characters(path) {
  const bytes = await readFile(path).catch(missing(path));
  return JSON.stringify(bytes.toString("latin1"));
}

function missing(path) {
  return () => {
    throw new Error(`\`${path}\` is missing; \`cargo xtask package\` builds it`);
  };
}

/** Declarations for both module systems: `.d.cts` is `.d.ts` with imports that name its own kind. */
async function writeTypes() {
  const tsc = here("node_modules/typescript/bin/tsc");
  const only = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--stripInternal"];
  execFileSync(process.execPath, [tsc, "-p", here("tsconfig.json"), ...only], { stdio: "inherit" });
  await rm(here("dist/cli"), { recursive: true, force: true });
  const shipped = new Set(SHIPPED.map((name) => `${name}.d.ts`));
  for (const file of await readdir(here("dist"))) {
    if (!file.endsWith(".d.ts")) continue;
    if (!shipped.has(file)) {
      await rm(here(`dist/${file}`));
      continue;
    }
    const text = await readFile(here(`dist/${file}`), "utf8");
    const common = text.replaceAll(/(["']\.\/\w+)\.js(["'])/g, "$1.cjs$2");
    await writeFile(here(`dist/${file.replace(/\.d\.ts$/, ".d.cts")}`), common);
  }
}

async function printSizes() {
  const slices = (await readdir(here("dist/snapshot"))).map((file) => `snapshot/${file}`);
  for (const path of ["engine.wasm", "index.js", "core.js", "slim.js", "cli.js", "snapshot.js", ...slices].map((file) => here(`dist/${file}`))) {
    const [bytes, { size }] = await Promise.all([readFile(path), stat(path)]);
    const kilobytes = (length) => `${(length / 1000).toFixed(1)} kB`.padStart(10);
    const name = path.slice(path.lastIndexOf("/") + 1).padEnd(18);
    console.log(`${name}${kilobytes(size)}${kilobytes(gzipSync(bytes).length)} gzip${kilobytes(brotliCompressSync(bytes).length)} brotli`);
  }
}
