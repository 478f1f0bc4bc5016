/**
 * Builds `dist/`: the entry in ESM and CommonJS with its types, the snapshot as a module of its own, the command.
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
const SNAPSHOT = here("../target/snapshot/landfall.bin");
const FORMATS = { esm: ".js", cjs: ".cjs" };

await rm(here("dist"), { recursive: true, force: true });
for (const [format, ending] of Object.entries(FORMATS)) await buildLibrary(format, ending);
await buildCommand();
await writeTypes();
await printSizes();

async function buildLibrary(format, ending) {
  const common = { ...options(), format, platform: "neutral", target: "es2022" };
  await build({
    ...common,
    stdin: { contents: await byteModule("SNAPSHOT", SNAPSHOT) },
    outfile: here(`dist/snapshot${ending}`),
  });
  await build({
    ...common,
    entryPoints: [here("src/index.ts")],
    outfile: here(`dist/index${ending}`),
    plugins: [builtParts(`./snapshot${ending}`)],
  });
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

/** Resolves the `landfall:` imports to what cargo built. */
function builtParts(snapshot) {
  const contents = {
    "landfall:glue": () => glueFactory(),
    "landfall:module": () => byteModule("MODULE", WASM),
  };
  return {
    name: "built parts",
    setup(build) {
      external(/^landfall:snapshot$/, snapshot)(build);
      build.onResolve({ filter: /^landfall:/ }, ({ path }) => ({ path, namespace: "built", sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: "built" }, async ({ path }) => ({ contents: await contents[path]() }));
    },
  };
}

function external(filter, path) {
  return (build) => build.onResolve({ filter }, () => ({ path, external: true, sideEffects: false }));
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
async function byteModule(name, path) {
  const bytes = await readFile(path).catch(() => {
    throw new Error(`\`${path}\` is missing; \`cargo xtask package\` builds it`);
  });
  return `export const ${name} = ${JSON.stringify(bytes.toString("latin1"))};`;
}

/** Declarations for both module systems: `.d.cts` is `.d.ts` with imports that name its own kind. */
async function writeTypes() {
  const tsc = here("node_modules/typescript/bin/tsc");
  const only = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--stripInternal"];
  execFileSync(process.execPath, [tsc, "-p", here("tsconfig.json"), ...only], { stdio: "inherit" });
  await rm(here("dist/cli"), { recursive: true, force: true });
  const shipped = new Set(["index.d.ts", "load.d.ts", "error.d.ts", "types.d.ts"]);
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
  for (const path of [WASM, SNAPSHOT, here("dist/index.js"), here("dist/snapshot.js"), here("dist/cli.js")]) {
    const [bytes, { size }] = await Promise.all([readFile(path), stat(path)]);
    const kilobytes = (length) => `${(length / 1000).toFixed(1)} kB`.padStart(10);
    const name = path.slice(path.lastIndexOf("/") + 1).padEnd(18);
    console.log(`${name}${kilobytes(size)}${kilobytes(gzipSync(bytes).length)} gzip${kilobytes(brotliCompressSync(bytes).length)} brotli`);
  }
}
