import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Base64 says the same bytes in three ways, by their place in its groups of three. */
const SHIFTS = [0, 1, 2];

/** Fails unless the files of `folder` hold the engine's module once, in whatever writing. */
export function copiesOfModule(folder, { expected = 1 } = {}) {
  const mark = markOf(readFileSync(process.env.LANDFALL_MODULE, "latin1"));
  const marks = [mark, ...SHIFTS.map((shift) => inBase64(mark, shift))];
  const holders = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // A map of the sources repeats them, but only for who looks into them.
    if (!entry.isFile() || entry.name.endsWith(".map")) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, "latin1");
    for (const mark of marks) for (let copies = text.split(mark).length; copies > 1; copies -= 1) holders.push(file);
  }
  if (holders.length !== expected) {
    throw new Error(`${holders.length} copies of the module in \`${folder}\`, not ${expected}: ${holders.join(", ")}`);
  }
}

/** The longest run of letters in the module: it stands there once, and no writing of a string changes it. */
function markOf(module) {
  const runs = module.match(/[A-Za-z ]{60,}/g) ?? [];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), "").slice(0, 60);
}

function inBase64(text, shift) {
  const whole = Buffer.from(`${"x".repeat(shift)}${text}`, "latin1").toString("base64");
  // Without the groups at either end that hold bytes of what stands beside it.
  return whole.slice(4, -4);
}
