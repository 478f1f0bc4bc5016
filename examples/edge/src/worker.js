/**
 * `POST /quote` with a cart, or with an array of at most 200: answered by its quote, or by an array of as many. A cart
 * that can't be read is answered in its place by `{errors}`.
 *
 * A quote keeps nothing, so any number of these workers may stand beside each other.
 */
import { LandfallError, load } from "landfall";

const MOST_CARTS = 200;

export default {
  async fetch(request) {
    if (new URL(request.url).pathname !== "/quote") return refused(404, "PATH_UNKNOWN", "quotes are at `/quote`");
    if (request.method !== "POST") return refused(405, "METHOD_NOT_ALLOWED", "send the carts by POST", { allow: "POST" });
    return answered(await request.text());
  },
};

async function answered(text) {
  let carts;
  try {
    carts = JSON.parse(text);
  } catch (error) {
    return refused(400, "JSON_INVALID", `the body is not JSON: ${error.message}`);
  }
  // A single cart goes to the engine as it came: it finds more in a text than is left of it once parsed.
  if (!Array.isArray(carts)) return single(carts, text);
  if (carts.length > MOST_CARTS) {
    return refused(413, "TOO_MANY_CARTS", `${carts.length} carts are too many; send at most ${MOST_CARTS} at a time`);
  }
  const landfall = await loadedFor(carts);
  return json(200, `[${carts.map((cart) => quoted(landfall, cart).body).join()}]`);
}

async function single(cart, text) {
  const { status, body } = quoted(await loadedFor([cart]), text);
  return json(status, body);
}

/** The engine with what these carts need. Each part is loaded once in a worker's life, and a start loads no other. */
async function loadedFor(carts) {
  const landfall = await load({ destinations: [] });
  const known = (country) => Object.hasOwn(landfall.manifest.destinations, country);
  // A country that landfall does not know is told of in the answer to its cart.
  await landfall.ensure(...new Set(carts.map((cart) => cart?.shipTo?.country).filter(known)));
  return landfall;
}

function quoted(landfall, cart) {
  try {
    return { status: 200, body: landfall.quoteText(cart) };
  } catch (error) {
    if (!(error instanceof LandfallError)) throw error;
    return { status: 422, body: JSON.stringify(error) };
  }
}

function refused(status, code, message, headers) {
  return json(status, JSON.stringify({ errors: [{ code, path: "", message }] }), headers);
}

function json(status, body, headers) {
  return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}
