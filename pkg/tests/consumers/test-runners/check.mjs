import { readFileSync } from "node:fs";
import { check, output, program, run } from "../harness/index.mjs";

await check({
  "Jest, CommonJS"() {
    // Without it Jest knows no `import()`, from which the package has its parts.
    output(process.execPath, "--experimental-vm-modules", program("jest"));
    return readFileSync("jest.json", "utf8");
  },
  Vitest() {
    run("vitest", "run", "vitest.test.mjs");
    return readFileSync("vitest.json", "utf8");
  },
});
