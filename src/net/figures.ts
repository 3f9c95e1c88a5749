/**
 * What protocols and services say of themselves to who inspects the program.
 *
 * Rule: whatever users wrote there, what is made of it is a few short values that JSON has, and nothing is thrown.
 */
import { defineInterface, type Interface, method } from "../components/index.ts";

/** What is shown of a text that users wrote. */
const LONGEST_TEXT = 200;
const MOST_FIGURES = 20;

/** What something says of itself besides: short values, by name. */
export type Figures = Readonly<Record<string, string | number | boolean | null>>;

/** A protocol, or a service, that has figures of its own to show to who inspects the program. */
export interface IFigures {
  /** Asked often: it should be quick. What it throws is shown in its place. */
  figures(): Figures;
}
export const IFigures: Interface<IFigures> = defineInterface("torsion.IFigures", [], {
  figures: method,
});

/** What `thing` says of itself, made safe; `null` where it says nothing. */
export function figuresOf(thing: unknown): Figures | null {
  try {
    if (!IFigures.providedBy(thing)) return null;
    const told = Object.entries(thing.figures()).slice(0, MOST_FIGURES);
    return Object.fromEntries(told.map(([name, value]) => [cut(name), figure(value)]));
  } catch (thrown) {
    return { error: cut(messageOf(thrown)) };
  }
}

function figure(value: unknown): Figures[string] {
  if (value === null || typeof value === "boolean") return value;
  // JSON knows no others.
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return cut(String(value));
}

function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "something that has no text";
  }
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
