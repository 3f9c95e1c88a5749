/** A terminal that is typed on and drawn on, as `twist inspect` needs it. */
import type { Readable } from "node:stream";
import type { Terminal } from "../log-observer.ts";
import type { Size } from "./view.ts";

/** What is typed; where it is a terminal, key by key in raw mode. */
export type TypedInput = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
};

/** What is drawn on; tells by the event `resize` that its size has changed. */
export type DrawnOutput = Terminal["stdout"] & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Of a terminal that does not say. */
const USUAL: Size = { columns: 80, rows: 24 };
/** Less is no terminal that anything can be read on, more no terminal at all. */
const [LEAST, MOST] = [2, 1000];

export function sizeOf({ columns, rows }: DrawnOutput): Size {
  return { columns: within(columns || USUAL.columns), rows: within(rows || USUAL.rows) };
}

function within(number: number): number {
  return Math.max(LEAST, Math.min(MOST, number));
}

/** Does the terminal know how to be drawn on? On Windows all do, and have no name. */
export function canDraw(term: string | undefined, platform: string): boolean {
  return platform === "win32" || (term !== undefined && term !== "" && term !== "dumb");
}
