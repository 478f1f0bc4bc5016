import { check, run } from "../harness/index.mjs";

await check({
  Deno: () => run("deno", "run", "--quiet", "--allow-read", "--allow-env", "main.ts"),
});
