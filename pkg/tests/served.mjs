import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

export const BUILT = new URL("../../target/snapshot/", import.meta.url);
export const MANIFEST = JSON.parse(await readFile(new URL("manifest.json", BUILT), "utf8"));

/** Matches the error of one problem. */
export const coded = (code, message = /./) => (error) => error.errors?.[0].code === code && message.test(error.errors[0].message);

/**
 * Serves the files of the built snapshot, and counts how often each is asked for. What stands in `changed` under a
 * file's name is sent in its place: bytes or text, or a status; a list is sent in turn, its last entry for ever.
 */
export async function served(t, changed = {}) {
  const asked = {};
  const server = createServer(async ({ url }, response) => {
    const file = url.split("/").at(-1);
    asked[file] = (asked[file] ?? 0) + 1;
    const answers = [changed[file] ?? (await readFile(new URL(file, BUILT)).catch(() => 404))].flat();
    const answer = answers[Math.min(asked[file], answers.length) - 1];
    if (typeof answer === "number") response.writeHead(answer).end("no");
    else response.end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { folder: `http://127.0.0.1:${server.address().port}/snapshot`, asked };
}

/** Puts `value` in place of a property until the test ends. */
export function replaced(t, object, name, value) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true });
  t.after(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
}
