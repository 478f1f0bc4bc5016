/** What `--help` says, by command; the empty name is the whole. */
export const HELP: Readonly<Record<string, string>> = {
  "": `landfall: what an order from abroad will really cost, by which law, and who collects it

Usage
  landfall quote FILE              quote the cart or carts in FILE; \`-\` reads standard input
  landfall compare --to A,B FILE   the same cart to several destinations, side by side
  landfall diff --from DAY --to DAY FILE
                                   the same cart on two days: what the law changes
  landfall explain FILE            every step that leads to the quote, for people
  landfall verify REQUEST QUOTE    replay a request and hold a quote to it
  landfall snapshot info           which law and tables the quotes come from
  landfall snapshot coverage       what is exact, an interval or refused, by destination
  landfall snapshot verify         whether the snapshot is whole, and signed

Options
  --human                tables for people instead of JSON; colour only in a terminal
  --snapshot PLACE       another snapshot than the one that came with landfall: a folder, a file, or an address
  --public-key KEY       refuse a snapshot that this Ed25519 key did not sign: the key in base64, or a file with it
  --version              the version of landfall
  -h, --help             this; after a command, more about it

Exit status
  0 quoted, 2 bad input, 3 a quote was refused

Example
  landfall quote --human cart.json`,

  quote: `landfall quote FILE [--human] [--snapshot PLACE] [--public-key KEY]

Reads one request, a JSON array of them, or JSON lines (by the name .jsonl or .ndjson, or by their look), and writes as
many quotes in the same form. \`-\` reads standard input. Today in UTC is filled in where a request has no \`asOf\`.

A lone request that can't be read is told on standard error as {"errors": […]}. In a batch the errors stand in the
row's own place. Exit status: 2 where any row can't be read, else 3 where any quote is refused, else 0.

Examples
  landfall quote cart.json
  landfall quote --human cart.json
  landfall quote carts.jsonl > quotes.jsonl
  echo '{"shipFrom": {"country": "CN"}, "shipTo": {"country": "DE"},
         "items": [{"quantity": 1, "unitPrice": {"amount": "20.00", "currency": "EUR"}, "hsCode": "6109.10"}],
         "shipping": {"amount": "5.00", "currency": "EUR"}}' | landfall quote --human -`,

  compare: `landfall compare --to PLACES FILE [--currency CODE] [--human] [--snapshot PLACE] [--public-key KEY]

Quotes the cart to each of several places: countries with commas between, a part of one behind a dash. Where the cart
goes by itself does not matter. All quotes are in one currency: that of --currency, else the cart's, else that of its
prices. Takes several carts as \`quote\` does.

Writes for each cart an array of {"shipTo", "quote"}, or {"shipTo", "errors"} where a place can't be quoted.

Examples
  landfall compare --to DE,GB,US --human cart.json
  landfall compare --to CA-ON,CA-QC --currency USD cart.json`,

  diff: `landfall diff --from DAY --to DAY FILE [--human] [--snapshot PLACE] [--public-key KEY]

Quotes the cart by the law of two days, and says what changes: sums, and charges that come, go or have another rate.
Takes several carts as \`quote\` does.

Writes for each cart {"from", "to", "changes"}: both quotes, and a list of {"path", "from", "to"}.

Example
  landfall diff --from 2026-06-30 --to 2026-07-01 --human cart.json`,

  explain: `landfall explain FILE [--json] [--snapshot PLACE] [--public-key KEY]

Writes every step that leads to the quote: rates of exchange, values, each levy with its base, its exact result, how it
was rounded, and the law. For people; with --json it is the quote with its \`trace\`. Takes several carts as \`quote\` does.

Example
  landfall explain cart.json | less`,

  verify: `landfall verify REQUEST QUOTE [--human] [--snapshot PLACE] [--public-key KEY]

Quotes the request again, on the day of the quote where it names none, and holds the quote to the answer. Exit status 0
where they are the same; 2 where they differ, with every difference on standard error. SNAPSHOT_DIFFERS and
ENGINE_DIFFERS say that another snapshot or version was used: give the one that the quote names.

Example
  landfall quote cart.json > quote.json
  landfall verify cart.json quote.json --human`,

  snapshot: `landfall snapshot info [--human] [--snapshot PLACE] [--public-key KEY]
landfall snapshot coverage [--json] [--as-of DAY] [--snapshot PLACE] [--public-key KEY]
landfall snapshot verify [--human] [--snapshot PLACE] [--public-key KEY]

info says which law, tables and rates the quotes come from: the edition, and what it covers.

coverage quotes the same few carts to every destination, and says of each whether the answer is exact, has something
assumed, is an interval or is refused, and how old the tariff is. Today in UTC, unless --as-of names another day.

verify reads every file of the snapshot and holds it to its manifest; with --public-key, the manifest to its signature.
Exit status 2 where anything is not as it should be.

Examples
  landfall snapshot info --human
  landfall snapshot coverage
  landfall snapshot verify --snapshot ./snapshot --public-key publisher.pem`,
};
