import { check, output } from "../harness/index.mjs";

const [major] = process.versions.node.split(".");

await check({
  [`Node ${major}, ESM`]: () => output(process.execPath, "esm.mjs"),
  [`Node ${major}, CommonJS`]: () => output(process.execPath, "common.cjs"),
});
