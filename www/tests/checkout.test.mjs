import assert from "node:assert/strict";
import { after, test } from "node:test";
import { opened } from "./browser.mjs";

const { url, browser, close } = await opened();
after(close);

/** The page, its order placed on a day whose law is known. */
async function checkout(t, options = {}) {
  const page = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...options });
  t.after(() => page.close());
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  t.after(() => assert.deepEqual(complaints, []));
  await page.goto(url);
  await page.getByLabel("Day of the order").fill("2026-11-24");
  await page.locator("#summary[aria-busy=false]").waitFor();
  return page;
}

/** What the summary says, name by name, once it has its answer. */
async function figures(page) {
  await page.locator("#summary[aria-busy=false]").waitFor();
  const text = async (name) => {
    const line = page.locator("#summary").locator("dt, h3 > span:first-child").filter({ hasText: new RegExp(`^${name}$`) });
    return line.locator("xpath=following-sibling::*[1]").first().innerText();
  };
  const names = ["Goods", "Shipping", "Duties", "Taxes", "Fees", "Landed cost", "Due now", "Due on delivery"];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await text(name)])));
}

const quantity = (page, name) => page.getByLabel(`Quantity of ${name}`);
const outcome = (page) => page.locator("#outcome");

test("a cart to Germany under IOSS", async (t) => {
  const page = await checkout(t);
  await quantity(page, "Speckled stoneware mug").fill("0");
  // EUR 3 for the one class of goods; 19 % of 25.00, free of the flat duty. The Union handling fee is undecided.
  const { Goods, Shipping, Duties, Taxes } = await figures(page);
  assert.deepEqual({ Goods, Shipping, Duties, Taxes }, { Goods: "€20.00", Shipping: "€5.00", Duties: "€3.00", Taxes: "€4.75" });
  await quantity(page, "Speckled stoneware mug").fill("2");
  // 3 + 3 for two classes; 19 % of 54.00.
  const two = await figures(page);
  assert.deepEqual([two.Goods, two.Duties, two.Taxes], ["€49.00", "€6.00", "€10.26"]);
});

test("the flat duty begins on 1 July 2026", async (t) => {
  const page = await checkout(t);
  await page.getByLabel("Day of the order").fill("2026-06-30");
  assert.equal((await figures(page)).Duties, "€0.00");
  await page.getByLabel("Day of the order").fill("2026-07-01");
  assert.equal((await figures(page)).Duties, "€6.00");
});

test("destination and term change what is due, and when", async (t) => {
  const page = await checkout(t);
  await page.getByLabel("Deliver to").selectOption({ label: "France" });
  // 20 % of 54.00.
  assert.equal((await figures(page)).Taxes, "€10.80");
  assert.equal((await figures(page))["Due on delivery"], "€0.00");
  await page.getByLabel("The shop is registered").uncheck();
  await page.getByLabel("Paid at the door").check();
  const { Goods, "Due now": now, "Due on delivery": later } = await figures(page);
  assert.deepEqual([Goods, now], ["€49.00", "€54.00"]);
  assert.notEqual(later, "€0.00");
});

test("every charge names its rate, its base, who collects it and its law", async (t) => {
  const page = await checkout(t);
  const charge = page.locator(".charges li").first();
  await charge.locator("summary").click();
  const text = await charge.innerText();
  for (const part of ["3 EUR", "€20.00", "€3.00", "at checkout", "2026/382", "1 Jul 2026"]) assert.ok(text.includes(part), `${part} in\n${text}`);
});

test("an order that can't be quoted says why and what would help", async (t) => {
  const page = await checkout(t);
  // The Canary Islands: outside the Union's VAT area by postcode.
  await page.getByLabel("Deliver to").selectOption({ label: "Spain" });
  await page.getByLabel("Postcode").fill("35001");
  assert.equal(await outcome(page).innerText(), "No quote");
  assert.notEqual(await page.locator(".advice").first().innerText(), "");
});

test("a slip is told beside its line, and mended", async (t) => {
  const page = await checkout(t);
  const mugs = quantity(page, "Speckled stoneware mug");
  for (const slip of ["two", "-1", "1,5", ""]) {
    await mugs.fill(slip);
    assert.equal(await mugs.getAttribute("aria-invalid"), "true", slip);
    assert.notEqual(await page.locator("#problem-mug").innerText(), "");
    assert.equal(await page.locator("#problem-tee").innerText(), "");
  }
  await mugs.fill("2");
  assert.equal(await mugs.getAttribute("aria-invalid"), "false");
  assert.equal((await figures(page)).Goods, "€49.00");
  for (const name of ["Heavy cotton T-shirt", "Speckled stoneware mug"]) await quantity(page, name).fill("0");
  assert.match(await page.locator("#answer").innerText(), /Your cart is empty/);
});

test("the keyboard alone will do, and what changes is spoken", async (t) => {
  const page = await checkout(t);
  await page.getByRole("button", { name: "One more Heavy cotton T-shirt" }).press("Enter");
  assert.equal(await quantity(page, "Heavy cotton T-shirt").inputValue(), "2");
  assert.match(await page.locator("#status").innerText(), /^Landed cost €\d+\.\d\d$/);
  await page.getByLabel("Paid now").press("ArrowDown");
  assert.ok(await page.getByLabel("Paid at the door").isChecked());
  await page.locator(".charges summary").first().press("Enter");
  assert.ok(await page.locator(".law").first().isVisible());
});

test("every control has a name, and nothing is cut off from 320 pixels on", async (t) => {
  for (const width of [320, 360, 768, 1280]) {
    const page = await checkout(t, { viewport: { width, height: 800 } });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, `${width} pixels`);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("input, select, button")].filter(
        (control) => !control.getAttribute("aria-label") && !control.labels?.length && !control.textContent.trim(),
      ).length,
    );
    assert.equal(nameless, 0);
  }
});

test("text stands out from its ground in light and dark", async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await checkout(t, { colorScheme });
    const [ink, ground] = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      const light = (rgb) => rgb.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
      return [light(color), light(backgroundColor)];
    });
    assert.equal(colorScheme === "light", ink < ground);
  }
});
