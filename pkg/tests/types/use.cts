import landfall = require("landfall");

const text: Promise<string> = landfall.load().then(({ quoteText }) => quoteText('{"items": []}'));
const outcome: Promise<"complete" | "estimated" | "refused"> = landfall.load().then(({ quote }) => quote("{}").outcome);
void text;
void outcome;

import slim = require("landfall/slim");
const column: Promise<readonly landfall.PriceColumn[]> = slim
  .load({ wasm: new Uint8Array() })
  .then(({ catalogue }) => catalogue({ article: { shipFrom: { country: "CN" }, items: [] }, prices: [1], destinations: ["DE"] }));
void column;
