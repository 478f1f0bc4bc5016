/**
 * Builds `dist/`: each file of the snapshot as a module, the function that reads them by name, and the files themselves for
 * hosts that place them. It takes them from `target/snapshot/`, which `cargo xtask snapshot` builds.
 */
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { BUNDLED, characters, printSizes } from "../../scripts/common.mjs";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const built = (file) => here(`../../target/snapshot/${file}`);
const FORMATS = { esm: ".js", cjs: ".cjs" };
/** What is read as text, and stands in the entry itself; the signature only where someone signed. */
const TEXTS = ["manifest.json", "manifest.sig"];

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist/files"), { recursive: true });
const texts = await readTexts();
const { edition, core, slices } = JSON.parse(texts["manifest.json"] ?? (await missing()));
await assertVersion(edition);
const files = Object.entries({ core, ...slices });
for (const [name, { file }] of files) await buildModule(name, file);
for (const [format, ending] of Object.entries(FORMATS)) await buildEntry(format, ending);
for (const file of [...Object.keys(texts), ...files.map(([, { file }]) => file)]) await copyFile(built(file), here(`dist/files/${file}`));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) await copyFile(here(`../../${name}`), here(`dist/${name}`));
await printSizes(["index", ...files.map(([name]) => `slices/${name}`)].map((name) => here(`dist/${name}.js`)));

async function readTexts() {
  const read = TEXTS.map(async (file) => [file, await readFile(built(file), "utf8").catch(() => undefined)]);
  return Object.fromEntries((await Promise.all(read)).filter(([, text]) => text !== undefined));
}

function missing() {
  throw new Error("`target/snapshot/manifest.json` is missing; `cargo xtask snapshot` builds it");
}

/** The version is the day of the edition: 2026.11.24. */
async function assertVersion(edition) {
  const { version } = JSON.parse(await readFile(here("package.json"), "utf8"));
  const day = edition.split("-").map(Number).join(".");
  if (version !== day) throw new Error(`the snapshot is of ${edition}, the package's version is ${version}: \`npm version ${day}\``);
}

async function buildModule(name, file) {
  const contents = `export default ${await characters(built(file))};`;
  await build({ ...BUNDLED, format: "esm", stdin: { contents }, outfile: here(`dist/slices/${name}.js`) });
}

function buildEntry(format, ending) {
  const imports = files.map(([name, { file }]) => `${JSON.stringify(file)}: () => import("./slices/${name}.js")`);
  const contents = `const TEXTS = ${JSON.stringify(texts)};
const FILES = { ${imports.join(", ")} };
export async function read(file) {
  if (Object.hasOwn(TEXTS, file)) return new TextEncoder().encode(TEXTS[file]);
  if (!Object.hasOwn(FILES, file)) throw new Error(file + " is not in @landfall/snapshot");
  return Uint8Array.from((await FILES[file]()).default, (letter) => letter.charCodeAt(0));
}`;
  const stdin = { contents, resolveDir: here("dist") };
  return build({ ...BUNDLED, format, target: "es2022", stdin, outfile: here(`dist/index${ending}`), external: ["./slices/*"] });
}
