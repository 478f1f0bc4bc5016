import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { check, output, run } from "../harness/index.mjs";

/** npm runs these where a package is installed; ours has nothing to run. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"];

const tarballs = readdirSync(process.env.LANDFALL_TARBALLS).map((name) => join(process.env.LANDFALL_TARBALLS, name));
const manifests = tarballs.map((tarball) => JSON.parse(output("tar", "-xzOf", tarball, "package/package.json")));
const limits = JSON.parse(readFileSync(process.env.LANDFALL_SIZES, "utf8"));

/** What a tarball holds; the slices of the snapshot, one for each tariff, count as one. */
function files(tarball) {
  const paths = output("tar", "-tzf", tarball).trim().split("\n");
  return paths.map((path) => path.replace(/^package\//, "").replace(/((?:files|slices)\/)[\w-]+(\.\w+)$/, "$1*$2"));
}

const dist = (file) => join("node_modules/landfall/dist", file);

/** A file with all that it imports at once; what it imports when asked, the snapshot too, is left out. */
function closure(file, found = new Set([file])) {
  for (const [, other] of readFileSync(dist(file), "utf8").matchAll(/^(?:import|export)\b.*?"\.\/([^"]+)";$/gms)) {
    if (!found.has(other)) closure(other, found.add(other));
  }
  return [...found];
}

function assertWithin(name, size) {
  const { ceiling, aim } = limits[name];
  console.log(`${name}: ${size} bytes, at most ${ceiling}, to be ${aim}`);
  assert.ok(size <= ceiling, `${name} has ${size} bytes, more than the ${ceiling} of size.json`);
}

await check({
  "publint finds nothing"() {
    for (const tarball of tarballs) run("publint", "run", tarball, "--strict");
    return [];
  },
  "Are the types wrong? finds nothing"() {
    // TypeScript's oldest resolution knows no `exports`, so nothing but the main entry; a module of WebAssembly has no types.
    const left = ["--profile", "node16", "--exclude-entrypoints", "engine.wasm"];
    for (const tarball of tarballs) run("attw", tarball, "--no-emoji", "--no-color", ...left);
    return [];
  },
  "The tarballs hold what `files.txt` lists, and nothing else"() {
    const held = tarballs.flatMap((tarball, at) => files(tarball).map((file) => `${manifests[at].name}: ${file}`));
    assert.equal([...new Set(held)].sort().join("\n"), readFileSync("files.txt", "utf8").trim());
    return [];
  },
  "Nothing runs at installation, and nothing of others is needed"() {
    const own = manifests.map(({ name }) => name);
    for (const { name, scripts = {}, dependencies = {}, peerDependencies = {}, optionalDependencies = {} } of manifests) {
      assert.deepEqual(INSTALL_SCRIPTS.filter((script) => script in scripts), [], name);
      const needed = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
      assert.deepEqual(needed.filter((other) => !own.includes(other)), [], name);
    }
    return [];
  },
  "The default entry with the engine keeps to size.json"() {
    const sizes = [...closure("index.js"), "module.js"].map((file) => brotliCompressSync(readFileSync(dist(file))).length);
    assertWithin("entry in brotli", sizes.reduce((sum, size) => sum + size, 0));
    return [];
  },
  "The tarball without the snapshot keeps to size.json"() {
    const options = ["-cz", "-C", "node_modules/landfall", "."];
    assertWithin("tarball without the snapshot", spawnSync("tar", options, { maxBuffer: 64 << 20 }).stdout.length);
    return [];
  },
});
