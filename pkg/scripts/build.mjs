/**
 * Builds `dist/`: the entries in ESM and CommonJS with their types, and the command.
 *
 * It takes the module from `target/wasm-pkg/`, which `cargo xtask wasm` builds. The snapshot is a package of its own, in
 * `snapshot/`.
 */
import { build, transform } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFile, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { BUNDLED, characters, printSizes } from "./common.mjs";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const WASM = here("../target/wasm-pkg/landfall_bg.wasm");
const GLUE = here("../target/wasm-pkg/landfall_bg.js");
const FORMATS = { esm: ".js", cjs: ".cjs" };
/** How each host that compiles no bytes takes a module. */
const COMPILED = { workerd: "./engine.wasm", "edge-light": "./engine.wasm?module" };
/** The declarations that go into the package; the others belong to what is inside. */
const SHIPPED = ["index", "slim", "error", "types"];

await rm(here("dist"), { recursive: true, force: true });
for (const [format, ending] of Object.entries(FORMATS)) await buildLibrary(format, ending);
for (const [host, module] of Object.entries(COMPILED)) {
  await buildEntry("compiled", `${host}.js`, { format: "esm", plugins: [parts(shared(".js"), external(/^landfall:compiled$/, module))] });
}
await build({ ...BUNDLED, format: "esm", stdin: { contents: `export const MODULE = ${await characters(WASM)};` }, outfile: here("dist/module.js") });
await copyFile(WASM, here("dist/engine.wasm"));
await buildCommand();
await writeTypes();
await printSizes(["engine.wasm", "module.js", "index.js", "core.js", "slim.js", "cli.js"].map((file) => here(`dist/${file}`)));

async function buildLibrary(format, ending) {
  await buildEntry("core", `core${ending}`, { format, plugins: [parts()] });
  for (const entry of ["index", "slim"]) await buildEntry(entry, `${entry}${ending}`, { format, plugins: [parts(shared(ending))] });
}

function buildEntry(entry, file, more) {
  return build({ ...BUNDLED, platform: "neutral", target: "es2022", entryPoints: [here(`src/${entry}.ts`)], outfile: here(`dist/${file}`), ...more });
}

async function buildCommand() {
  const { metafile } = await build({
    ...BUNDLED,
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

/** Leads an entry to the one file that holds what all entries share, for a bundle is to have it once. */
function shared(ending) {
  return external(/^\.\/(core|error)\.js$/, `./core${ending}`);
}

/** Resolves the `landfall:` imports to what cargo built. */
function parts(...more) {
  return {
    name: "parts",
    setup(build) {
      external(/^@landfall\/snapshot$/)(build);
      external(/^landfall:module$/, "./module.js")(build);
      for (const each of more) each(build);
      build.onResolve({ filter: /^landfall:glue$/ }, ({ path }) => ({ path, namespace: "built", sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: "built" }, async () => ({ contents: await glueFactory() }));
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
