import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

/** A thousand carts as JSON text, and what native code answers to each. */
export async function nativeAnswers() {
  const written = ["target/snapshot/landfall.bin", "target/random-carts"];
  const args = ["run", "--quiet", "--example", "random_carts", "--", ...written];
  execFileSync("cargo", args, { cwd: fileURLToPath(ROOT), stdio: ["ignore", "ignore", "inherit"] });
  const [requests, quotes] = await Promise.all(["requests", "quotes"].map(rows));
  return { requests, quotes };
}

async function rows(name) {
  const text = await readFile(new URL(`target/random-carts/${name}.jsonl`, ROOT), "utf8");
  return text.trimEnd().split("\n");
}
