/**
 * Writes `schema/`: JSON Schema 2020-12 of request and quote, and in OpenAPI 3.1 a service that quotes.
 *
 * All of it follows from `src/types.ts`, which is kept by hand; a test fails where the files are not what the types say.
 */
import { createRequire } from "node:module";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { SchemaGenerator, StringType, createFormatter, createParser, createProgram } from "ts-json-schema-generator";

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

if (argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(here("schema"), { recursive: true });
  for (const [name, text] of Object.entries(await schemas())) await writeFile(here(`schema/${name}`), text);
}

/** The files of `schema/`, by name. */
export async function schemas() {
  const generate = generator();
  const { version } = JSON.parse(await readFile(here("package.json"), "utf8"));
  const request = generate("QuoteRequest");
  const quote = generate("Quote");
  const files = {
    "request.schema.json": published("request", request),
    "quote.schema.json": published("quote", quote),
    "openapi.json": service(version, { QuoteRequest: request, Quote: quote, Rejection: generate("Rejection") }),
  };
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]));
}

function generator() {
  const config = {
    path: here("src/types.ts"),
    tsconfig: here("tsconfig.json"),
    skipTypeCheck: true,
    encodeRefs: false,
    topRef: false,
    jsDoc: "extended",
    additionalProperties: false,
    sortProps: false,
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => chain.addNodeParser(texts()));
  const made = new SchemaGenerator(program, parser, createFormatter(config), config);
  return (type) => made.createSchema(type);
}

/** Template literals and `Uppercase`: to a schema they are texts, whose pattern stands in their comment. */
function texts() {
  // Of the compiler that the generator uses, for ours counts kinds otherwise.
  const { SyntaxKind } = createRequire(createRequire(import.meta.url).resolve("ts-json-schema-generator"))("typescript");
  const kinds = [SyntaxKind.TemplateLiteralType, SyntaxKind.IntrinsicKeyword];
  return { supportsNode: ({ kind }) => kinds.includes(kind), createType: () => new StringType() };
}

function published(name, { $schema, definitions, ...rest }) {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $id: `urn:landfall:${name}`, ...current(rest, "#/$defs/"), $defs: current(definitions, "#/$defs/") };
}

function service(version, types) {
  const components = Object.entries(types).map(([name, { $schema, definitions, ...type }]) => ({ ...definitions, [name]: type }));
  const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
  const list = (items) => ({ type: "array", items });
  const json = (description, ...forms) => ({ description, content: { "application/json": { schema: { oneOf: forms } } } });
  return {
    openapi: "3.1.0",
    info: {
      title: "landfall as a service",
      version,
      description: "What an order from abroad will really cost, by which law, and who collects it when.",
      license: { name: "MIT OR Apache-2.0", identifier: "MIT OR Apache-2.0" },
    },
    paths: {
      "/quote": {
        post: {
          operationId: "quote",
          summary: "The landed cost of a cart, or of each of several carts.",
          requestBody: { required: true, ...json("A cart, or several.", ref("QuoteRequest"), list(ref("QuoteRequest"))) },
          responses: {
            200: json(
              "The quote; for several carts as many answers in their order, with the errors of a cart that can't be read in its place.",
              ref("Quote"),
              list({ oneOf: [ref("Quote"), ref("Rejection")] }),
            ),
            400: json("Every problem of a cart that can't be read.", ref("Rejection")),
          },
        },
      },
    },
    components: { schemas: current(Object.assign({}, ...components), "#/components/schemas/") },
  };
}

/** Of draft 7, which the generator writes, in the words of 2020-12. */
function current(schema, definitions) {
  const text = JSON.stringify(schema, (_, value) => {
    if (Array.isArray(value?.items)) return renamed(value);
    if (Array.isArray(value?.type) && value.type.length === 1) return { ...value, type: value.type[0] };
    return value;
  });
  return JSON.parse(text.replaceAll('"#/definitions/', `"${definitions}`));
}

/** A tuple: what stood in `items` now stands in `prefixItems`. */
function renamed({ items, ...tuple }) {
  return { ...tuple, prefixItems: items };
}
