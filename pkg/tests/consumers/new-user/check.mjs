import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, shell } from "../harness/index.mjs";

const readme = readFileSync("node_modules/landfall/README.md", "utf8");
const tarballs = readdirSync(process.env.LANDFALL_TARBALLS).map((name) => join(process.env.LANDFALL_TARBALLS, name));

/** The first block of a language in the README. */
function block(language) {
  const [, text] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(readme) ?? [];
  assert.ok(text, `the README has no block of ${language}`);
  return text;
}

await check({
  "A new user with the package's README, from installation to the first quote"() {
    const folder = mkdtempSync(join(tmpdir(), "landfall-new-user-"));
    // What is not published yet comes from the tarballs; the rest is what the README says.
    shell(folder, block("sh").replace(/\blandfall\b/, tarballs.join(" ")));
    writeFileSync(join(folder, "quote.mjs"), block("js"));
    assert.match(shell(folder, "node quote.mjs"), /^{ amount: '\d+\.\d\d', currency: 'EUR' }/);
    return [];
  },
});
