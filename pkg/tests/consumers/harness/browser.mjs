import { setTimeout as pause } from "node:timers/promises";

const PATIENCE = 60_000;
/** How long a page that complained may take to show what it makes of it. */
const GRACE = 2_000;

/** What keeps a browser from reaching for anything but the page; without a sandbox, for tests may run as root. */
const CHROMIUM = [
  ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ["--disable-background-networking", "--disable-component-update", "--disable-sync"],
].flat();

const BROWSERS = {
  chromium: { browser: "chrome", executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: CHROMIUM },
  firefox: { browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr" },
};

/**
 * The text of the page's `<output>`, once there is one and `meanwhile` was done; if there comes none, the error tells what
 * the page complained of.
 */
export async function inBrowser(url, name = "chromium", meanwhile = async () => {}) {
  // Only here, so that a project without a page runs in every Node.
  const { launch } = await import("puppeteer-core");
  const browser = await launch({ ...BROWSERS[name], headless: true });
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message ?? String(error)));
    page.on("requestfailed", (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on("console", (message) => complains(message) && complaints.push(message.text()));
    await page.goto(url);
    await meanwhile(page);
    return await shown(page, complaints);
  } finally {
    await browser.close();
  }
}

/** Whether a line of the console is an error, and not that of the icon which every browser asks for. */
function complains(message) {
  return message.type() === "error" && !message.location().url?.endsWith("/favicon.ico");
}

async function shown(page, complaints) {
  const end = Date.now() + PATIENCE;
  let complained;
  while (Date.now() < end && !(complained < Date.now() - GRACE)) {
    const text = await page.evaluate(() => document.querySelector("output")?.textContent);
    if (text) return text;
    if (complaints.length > 0) complained ??= Date.now();
    await pause(50);
  }
  throw new Error(`the page shows no quote\n${complaints.join("\n") || "and does not complain"}`);
}
