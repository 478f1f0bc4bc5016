import { styleText } from "node:util";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** What text may look like where colour is on. */
export type Style = "bold" | "dim" | "green" | "yellow" | "red";

/** Where text for people goes: how wide it may be, and whether it may have colour. */
export interface Page {
  width: number;
  colour: boolean;
}

/** The page that a stream is: a terminal's own width; plain and of a fixed width for a file or a pipe. */
export function pageOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Page {
  const plain = Boolean(environment.NO_COLOR) || environment.TERM === "dumb" || !stream.isTTY;
  return { width: Math.max(32, Math.min(stream.columns ?? 100, 120)), colour: !plain };
}

export function styled(page: Page, style: Style, text: string): string {
  return page.colour && text ? styleText(style, text, { validateStream: false }) : text;
}

/** Text broken between words into lines of at most `width`; the first starts with `lead`, the others under it. */
export function paragraph(text: string, width: number, lead = ""): string[] {
  const indent = stringWidth(lead);
  const lines = wrapAnsi(text, Math.max(8, width - indent), { hard: true }).split("\n");
  return lines.map((line, row) => (row === 0 ? lead : " ".repeat(indent)) + line);
}

/** A row of a table: its cells, and lines of small print below them. */
export interface Row {
  cells: string[];
  notes?: string[];
  style?: Style;
}

const GAP = "  ";

/**
 * A table whose first column takes what the others leave, broken over lines where it must be; the others are set to
 * the right, so that amounts stand under each other. `undefined` where the page is too narrow for it.
 */
export function table(page: Page, head: string[], rows: Row[]): string[] | undefined {
  const [first = 0, ...others] = head.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map(({ cells }) => stringWidth(cells[column] ?? ""))),
  );
  const taken = others.reduce((sum, width) => sum + GAP.length + width, 2);
  const room = page.width - taken;
  if (room < Math.min(first, 16)) return undefined;
  const widths = [Math.min(first, room), ...others];
  const titles = head.some(Boolean) ? [styled(page, "dim", `  ${line(head, widths)}`.trimEnd())] : [];
  return [...titles, ...rows.flatMap((row) => laidOut(page, row, widths))];
}

function laidOut(page: Page, { cells, notes = [], style }: Row, widths: number[]): string[] {
  const [name = "", ...rest] = cells;
  const [start = "", ...more] = paragraph(name, widths[0] ?? 0);
  const lines = [line([start, ...rest], widths), ...more].map((text) => `  ${text}`.trimEnd());
  return [
    ...lines.map((text) => (style ? styled(page, style, text) : text)),
    ...notes.flatMap((note) => paragraph(note, page.width, "    ")).map((text) => styled(page, "dim", text)),
  ];
}

function line(cells: string[], widths: number[]): string {
  return cells.map((cell, column) => padded(cell, widths[column] ?? 0, column > 0)).join(GAP);
}

function padded(text: string, width: number, toTheRight: boolean): string {
  const blank = " ".repeat(Math.max(0, width - stringWidth(text)));
  return toTheRight ? blank + text : text + blank;
}
