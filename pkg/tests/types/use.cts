import landfall = require("landfall");

const text: Promise<string> = landfall.load().then(({ quoteText }) => quoteText('{"items": []}'));
const outcome: Promise<"complete" | "estimated" | "refused"> = landfall.load().then(({ quote }) => quote("{}").outcome);
void text;
void outcome;
