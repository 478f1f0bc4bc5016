/** Serves the worker on this machine: `curl --data @cart.json http://localhost:8787/quote`. */
import { workerd } from "./workerd.js";

const worker = workerd({ port: 8787 });
console.log(`POST ${new URL("/quote", await worker.ready)}`);
