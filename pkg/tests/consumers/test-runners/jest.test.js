const { writeFileSync } = require("node:fs");
const { load } = require("landfall");
const cart = require("./cart.json");

test("the cart is quoted", async () => {
  const landfall = await load();
  writeFileSync("jest.json", landfall.quoteText(cart));
});
