/** As many different carts as asked for, bound for Germany. */
export function carts(count) {
  return Array.from({ length: count }, (_, index) => ({
    asOf: "2026-11-24",
    shipFrom: { country: "CN" },
    shipTo: { country: "DE" },
    incoterm: "DDP",
    seller: { country: "CN", registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] },
    items: [
      { quantity: 1 + (index % 5), unitPrice: { amount: `${10 + index}.99`, currency: "EUR" }, hsCode: "6109.10.00" },
    ],
    shipping: { amount: "5.00", currency: "EUR" },
  }));
}
