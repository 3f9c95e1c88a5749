/**
 * What happened between hosts, drawn as text: a column a host, time going down.
 *
 * Pure: events in, lines out. Whoever has events of another kind turns them into these.
 */

import { cut } from "./payload-text.ts";

/** Something that happened at one host, or on the way from one to another. */
export type DiagramEvent =
  | { readonly at: number; readonly kind: "note"; readonly host: string; readonly text: string }
  | {
      readonly at: number;
      readonly kind: "message";
      readonly from: string;
      readonly to: string;
      readonly text: string;
      /** It never came. */
      readonly lost?: boolean;
    }
  /** Something that happened to the network: drawn across all columns. */
  | { readonly at: number; readonly kind: "fault"; readonly text: string };

export interface DiagramOptions {
  /** Columns, from the left. */
  readonly hosts: readonly string[];
  /** Characters from one column to the next; 34 by default. */
  readonly spacing?: number;
  /** Characters right of the last column, for notes; 12 by default. */
  readonly margin?: number;
}

const TIME = 10;

/** The lines of the picture, without trailing spaces. */
export function sequenceDiagram(
  events: readonly DiagramEvent[],
  { hosts, spacing = 34, margin = 12 }: DiagramOptions,
): string[] {
  const column = (host: string): number => {
    const index = hosts.indexOf(host);
    if (index < 0) throw new RangeError(`no column for host ${host}`);
    return TIME + 4 + index * spacing;
  };
  const width = column(hosts.at(-1) ?? "") + margin;
  const head = new Row(width);
  head.put(0, "seconds");
  for (const host of hosts) head.put(column(host) - (host.length >> 1), host);
  const lines = [head.text];
  let last = "";
  for (const event of events) {
    const row = new Row(width);
    const time = event.at.toFixed(3).padStart(TIME - 2);
    if (time !== last) row.put(0, time);
    last = time;
    if (event.kind === "fault")
      row.fill(TIME, width, "═").put(TIME + 2, ` ${cut(event.text, width - TIME - 4)} `);
    else {
      for (const host of hosts) row.put(column(host), "│");
      if (event.kind === "note") row.note(column(event.host), width, event.text);
      else row.arrow(column(event.from), column(event.to), event);
    }
    lines.push(row.text);
  }
  return lines;
}

/** One line, written by position. */
class Row {
  readonly #cells: string[];

  constructor(width: number) {
    this.#cells = new Array(width).fill(" ");
  }

  get text(): string {
    return this.#cells.join("").trimEnd();
  }

  put(at: number, text: string): this {
    for (const [offset, char] of [...text].entries()) this.#cells[at + offset] = char;
    return this;
  }

  fill(from: number, to: number, char: string): this {
    for (let at = from; at < to; at++) this.#cells[at] = char;
    return this;
  }

  /** Beside the column: to the right where there is room, else to the left. */
  note(column: number, width: number, text: string): void {
    const { length } = [...text];
    const [left, right] = [column - 1 - TIME, width - column - 2];
    if (length <= right || (length > left && right >= left)) this.put(column + 2, cut(text, right));
    else this.put(column - 1 - Math.min(length, left), cut(text, left));
  }

  /** The text in the middle of the shaft; one that was lost ends half-way, in a cross. */
  arrow(from: number, to: number, { text, lost }: { text: string; lost?: boolean }): void {
    const right = to > from;
    const left = Math.min(from, to) + 1;
    const length = Math.abs(to - from) - 1;
    const shaft = lost ? "╌" : "─";
    this.fill(left, left + length, shaft);
    const room = length - 6;
    const label = cut(text, room);
    this.put(left + ((length - [...label].length - 2) >> 1), ` ${label} `);
    const head = lost ? "×" : right ? "▶" : "◀";
    this.put(right ? left + length - 1 : left, head);
  }
}
