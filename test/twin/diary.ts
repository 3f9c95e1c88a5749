/** What one actor of a scenario has seen, line by line. */
import type { Failure } from "torsion/deferred";

export class Diary {
  readonly lines: string[] = [];
  /** What can be asked at any time, and is part of what is compared. */
  state: () => string = () => "";
  #received = false;

  add(line: string): void {
    this.lines.push(line);
    this.#received = false;
  }

  /** How what came was cut is left to chance, so one line stands for all in a row. */
  received(soFar: string): void {
    if (this.#received) this.lines.pop();
    this.lines.push(`dataReceived, ${soFar}`);
    this.#received = true;
  }

  /** Do what may throw. */
  attempt(what: string, act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.add(`${what} has thrown ${named(thrown as Error)}`);
    }
  }

  /** All of it, and how things stand. */
  page(): readonly string[] {
    const state = this.state();
    return state === "" ? [...this.lines] : [...this.lines, `(${state})`];
  }
}

/** Of a reason the class and the message, without addresses: the worlds have others. */
export function reason({ value }: Failure): string {
  return named(value);
}

export function named({ name, message }: Error): string {
  return `${name} "${masked(message)}"`;
}

/**
 * A name is looked up and its addresses tried, of which the message says more than of a bare address; and what Node
 * says of a full queue is no sentence.
 */
export function masked(text: string): string {
  return text
    .replace(/(cannot connect to \S+: )+/g, "cannot connect: ")
    .replace(/(cannot connect: ).* \(EAGAIN\)/g, "$1(EAGAIN)")
    .replace(/127\.0\.0\.1:\d+/g, "…")
    .replace(/,\S*(?=: an exception)/g, ",…")
    .replace(/(no connection to|cannot listen on|no protocol for) \S+?(?=:? )/g, "$1 …");
}
