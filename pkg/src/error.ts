/**
 * One problem: where it stands, what it is and the way out.
 *
 * @example
 * const problem: Problem = { code: "FIELD_UNKNOWN", path: "shipto", message: "`shipto` is no field of a request" };
 */
export interface Problem {
  /** A stable name in capitals, for machines: `FIELD_UNKNOWN`. */
  readonly code: Uppercase<string>;
  /** A path into the request, `items[2].unitPrice.amount`; empty for the whole of it. */
  readonly path: string;
  /** For people. */
  readonly message: string;
}

/**
 * Whatever landfall throws: every problem found, not just the first.
 *
 * @example
 * try {
 *   landfall.quote(cart);
 * } catch (error) {
 *   if (error instanceof LandfallError) for (const { path, message } of error.errors) show(path, message);
 * }
 */
export class LandfallError extends Error {
  override readonly name = "LandfallError";
  /** Every problem, in the order of the request; never empty. */
  readonly errors: readonly Problem[];

  constructor(errors: readonly Problem[], options?: ErrorOptions) {
    super(errors.map(({ code, path, message }) => `${path && `${path}: `}${message} (${code})`).join("\n"), options);
    this.errors = errors;
  }

  /** As the command line and other services write it: `{errors: […]}`. */
  toJSON(): { errors: readonly Problem[] } {
    return { errors: this.errors };
  }
}

/** The error of one problem. */
export function problem(code: Uppercase<string>, message: string, options?: ErrorOptions & { path?: string }): LandfallError {
  return new LandfallError([{ code, path: options?.path ?? "", message }], options);
}

/** What was thrown, in a line. */
export function firstLine(thrown: unknown): string {
  return String(thrown instanceof Error ? thrown.message : thrown).split("\n", 1)[0] ?? "";
}
