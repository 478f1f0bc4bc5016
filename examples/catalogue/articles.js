/**
 * A catalogue to try it with: each article has its price in cents, its commodity code and where it was made. Yours comes
 * out of your database.
 */
const KINDS = [
  { hsCode: "6109.10.00", originCountry: "BD" },
  { hsCode: "6110.20.91", originCountry: "TR" },
  { hsCode: "6403.99.96", originCountry: "VN" },
  { hsCode: "4202.21.00", originCountry: "CN" },
  { hsCode: "9503.00.41", originCountry: "CN" },
  { hsCode: "8518.30.00", originCountry: "KR" },
];

export function* articles(rows) {
  for (let row = 0; row < rows; row += 1) {
    const kind = KINDS[row % KINDS.length];
    yield { sku: `A${String(row).padStart(7, "0")}`, cents: 500 + ((row * 7919) % 40_000), ...kind };
  }
}

/**
 * The catalogue in batches of articles that differ in nothing but their price: these cross into the engine as one array.
 */
export function batches(catalogue, size = 20_000) {
  const kinds = new Map();
  for (const { sku, cents, hsCode, originCountry } of catalogue) {
    const kind = `${hsCode} ${originCountry}`;
    if (!kinds.has(kind)) kinds.set(kind, { hsCode, originCountry, skus: [], cents: [] });
    kinds.get(kind).skus.push(sku);
    kinds.get(kind).cents.push(cents);
  }
  return [...kinds.values()].flatMap(({ hsCode, originCountry, skus, cents }) => {
    const starts = Array.from({ length: Math.ceil(skus.length / size) }, (_, at) => at * size);
    return starts.map((start) => ({
      skus: skus.slice(start, start + size),
      prices: Int32Array.from(cents.slice(start, start + size)),
      article: { items: [{ quantity: 1, unitPrice: { amount: 0, currency: "EUR" }, hsCode, originCountry }] },
    }));
  });
}
