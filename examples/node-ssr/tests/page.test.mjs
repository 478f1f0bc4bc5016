import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { answer } from "../src/server.js";

const server = createServer(answer);
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${server.address().port}/`;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
after(async () => {
  await browser.close();
  server.close();
});

/** What the page shows, with scripts or as the server sent it. */
async function shown(path, { javaScriptEnabled }) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(new URL(path, address).href);
  if (javaScriptEnabled) await page.waitForSelector("main[data-ready]");
  assert.deepEqual(complaints, []);
  return page;
}

const text = (page, selector) => page.locator(selector).textContent();

test("server and browser agree to the byte", async () => {
  for (const path of ["/", "/?to=FR&quantity=3", "/?to=GB"]) {
    const sent = await shown(path, { javaScriptEnabled: false });
    const live = await shown(path, { javaScriptEnabled: true });
    const quote = await text(sent, "pre");
    assert.ok(quote.startsWith('{"asOf":'), quote);
    assert.equal(await text(live, "pre"), quote, path);
    assert.equal(await live.locator("main").innerHTML(), await sent.locator("main").innerHTML(), path);
  }
});

test("another choice is quoted in the page as the server would", async () => {
  const page = await shown("/", { javaScriptEnabled: true });
  await page.locator("select").selectOption("FR");
  await page.locator("input").fill("3");
  await page.locator("input").blur();
  const sent = await shown("/?to=FR&quantity=3", { javaScriptEnabled: false });
  assert.equal(await text(page, "pre"), await text(sent, "pre"));
});

test("what no one can choose is not quoted", async () => {
  const page = await fetch(new URL("/?to=%3Cscript%3E&quantity=-1", address));
  assert.equal(page.status, 200);
  assert.ok((await page.text()).includes('{"asOf":'), "the page of the first destination");
  assert.equal((await fetch(new URL("/..%2Fpackage.json", address))).status, 404);
});

test("the cost stands in the page that the server sends", async () => {
  const page = await fetch(address);
  // One T-shirt of EUR 20 and EUR 5 for shipping: EUR 3 for its class, 19 % of 25.00.
  const html = await page.text();
  for (const amount of ["EUR 20.00", "EUR 5.00", "EUR 3.00", "EUR 4.75"]) assert.ok(html.includes(amount), amount);
});
