/** What `--help` says, by command; the empty name is the whole. */
export const HELP: Readonly<Record<string, string>> = {
  "": `landfall: what an order from abroad will really cost, by which law, and who collects it

Usage
  landfall quote FILE        quote the cart or carts in FILE; \`-\` reads standard input
  landfall snapshot info     say which law and tables the quotes come from

Options
  --human                    tables for people instead of JSON
  --snapshot FILE            another snapshot than the one that came with landfall
  --version                  the version of landfall
  -h, --help                 this; after a command, more about it

Exit status
  0 quoted, 2 bad input, 3 a quote was refused

Example
  landfall quote --human cart.json`,

  quote: `landfall quote FILE [--human] [--snapshot FILE]

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

  snapshot: `landfall snapshot info [--human] [--snapshot FILE]

Says which law, tables and rates the quotes come from: the edition, and what it covers.

Example
  landfall snapshot info --human`,
};
