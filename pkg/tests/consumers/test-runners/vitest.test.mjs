import { writeFileSync } from "node:fs";
import { load } from "landfall";
import { test } from "vitest";
import cart from "./cart.json";

test("the cart is quoted", async () => {
  const landfall = await load();
  writeFileSync("vitest.json", landfall.quoteText(cart));
});
