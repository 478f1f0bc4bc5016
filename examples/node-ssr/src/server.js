/** Renders the page with its quote, and serves what the browser needs to quote anew. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { load } from "landfall";
import { h } from "preact";
import { render } from "preact-render-to-string";
import { DESTINATIONS, Product, cartOf } from "./product.js";

/** One engine serves every request: a quote keeps nothing. */
const landfall = load({ destinations: DESTINATIONS });

export async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (pathname === "/") return send(response, 200, "text/html", await page(orderOf(searchParams)));
  const script = /^\/([\w-]+\.js)$/.exec(pathname)?.[1];
  const body = script && (await readFile(new URL(`../dist/${script}`, import.meta.url)).catch(() => undefined));
  return body ? send(response, 200, "text/javascript", body) : send(response, 404, "text/plain", "not found");
}

function orderOf(parameters) {
  // The day is chosen once, here, so that a page which is open at midnight does not contradict itself.
  const today = new Date().toISOString().slice(0, 10);
  const [to = DESTINATIONS[0]] = DESTINATIONS.filter((country) => country === parameters.get("to"));
  const quantity = /^[1-9]\d{0,3}$/.exec(parameters.get("quantity"))?.[0] ?? "1";
  return { asOf: today, to, quantity };
}

async function page(order) {
  const quoteText = (await landfall).quoteText(cartOf(order));
  // Escaped, for a script element ends at the first `</`, in whatever it stands.
  const state = JSON.stringify(order).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>T-shirt</title>
<main>${render(h(Product, { order, quoteText }))}</main>
<script type="application/json" id="order">${state}</script>
<script type="module" src="/client.js"></script>
</html>`;
}

function send(response, status, type, body) {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8` }).end(body);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = createServer(answer).listen(process.env.PORT ?? 3000, () => {
    console.log(`http://localhost:${server.address().port}/`);
  });
}
