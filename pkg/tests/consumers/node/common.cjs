const { load } = require("landfall");
const cart = require("./cart.json");

load().then((landfall) => console.log(landfall.quoteText(cart)));
