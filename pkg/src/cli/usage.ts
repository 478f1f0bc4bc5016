import { type ParseArgsConfig, parseArgs } from "node:util";
import { LandfallError } from "../index.js";

/** Options of a command, as `node:util` knows them. */
export type Options = NonNullable<ParseArgsConfig["options"]>;

/** What was said: texts by the names of their options, and the rest in order. */
export interface Said {
  values: Readonly<Record<string, string | boolean | undefined>>;
  operands: string[];
}

/** Takes arguments apart; `lax` where it is not known yet which options there may be. */
export function parsed(args: string[], options: Options, lax = false): Said {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: !lax });
    return { values: values as Said["values"], operands: positionals };
  } catch (error) {
    throw usage((error as Error).message);
  }
}

/** The value of an option that must be given. */
export function required({ values }: Said, name: string, example: string): string {
  const value = values[name];
  if (typeof value === "string" && value !== "") return value;
  throw usage(`\`--${name}\` is missing; as in \`${example}\``);
}

/** An error in how the command was called. */
export function usage(message: string): LandfallError {
  return told("USAGE", message);
}

/** An error of one problem that is not in a request. */
export function told(code: Uppercase<string>, message: string): LandfallError {
  return new LandfallError([{ code, path: "", message }]);
}
