import { check, run } from "../harness/index.mjs";

const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--lib", "es2022,dom", "--types", ""];

await check({
  "TypeScript, node16 resolution"() {
    run("tsc", ...strict, "--module", "node16", "--skipLibCheck", "false", "use.ts", "common.cts");
    return [];
  },
  "TypeScript, bundler resolution"() {
    run("tsc", ...strict, "--module", "preserve", "--moduleResolution", "bundler", "--skipLibCheck", "false", "use.ts");
    return [];
  },
});
