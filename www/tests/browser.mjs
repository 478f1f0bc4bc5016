import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

/** What keeps a browser from reaching for anything but the page; without a sandbox, for tests may run as root. */
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const QUIET = ["--disable-component-update", "--disable-sync"];

/** The built page, served, and a browser to look at it with. */
export async function opened() {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const server = await preview({ root, preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: [...ARGS, ...QUIET] });
  return {
    url: server.resolvedUrls.local[0],
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
