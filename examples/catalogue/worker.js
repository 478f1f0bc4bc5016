/** One of the workers: has an engine of its own, and quotes whatever batch it is sent. */
import { parentPort, workerData } from "node:worker_threads";
import { load } from "landfall";

const { destinations, profile } = workerData;
const landfall = await load({ destinations, profile });

parentPort.on("message", ({ batch, article, prices }) => {
  const columns = landfall.catalogue({ article, prices, destinations });
  parentPort.postMessage({ batch, columns });
});
parentPort.postMessage("ready");
