/**
 * The reporter of `node:test` in a process that `trial` has started: it tells the command how each test ends.
 *
 * A stream, not a generator: it hears of an event while it happens, so that all is told when a test ends the process.
 */
import { writeSync } from "node:fs";
import { Transform } from "node:stream";
import { NOT_SELECTED, outcomeOf } from "../../trial/index.ts";
import { MESSAGES_DESCRIPTOR, type WorkerMessage } from "./messages.ts";

/** What `node:test` says of a test. */
interface TestEventData {
  readonly name: string;
  readonly nesting: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly message?: string;
  readonly details?: {
    readonly type?: string;
    readonly duration_ms?: number;
    readonly error?: Error;
  };
}

export interface TestEvent {
  readonly type: string;
  readonly data: TestEventData;
}

/** Turns events into messages. */
export class EventTranslator {
  readonly #cwd: string;
  /** The names of what runs, outermost first: as tests begin, and as they are reported. */
  readonly #running: string[] = [];
  readonly #reported: string[] = [];

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  messageOf({ type, data }: TestEvent): WorkerMessage | null {
    switch (type) {
      case "test:dequeue":
        return { type: "began", id: enter(this.#running, data) };
      case "test:start":
        enter(this.#reported, data);
        return null;
      case "test:pass":
      case "test:fail":
        return this.#result(type === "test:pass", data);
      case "test:diagnostic": {
        const text = String(data.message);
        return /^(?:Error|Warning): /.test(text) ? { type: "warning", text } : null;
      }
      default:
        return null;
    }
  }

  #result(passed: boolean, data: TestEventData): WorkerMessage {
    const { details: { type, duration_ms = 0, error } = {}, nesting, skip, todo } = data;
    const id = this.#reported.slice(0, nesting + 1).join(".");
    // What has tests inside fails because they do.
    const isGroup = /subtests? failed/.test(String(error?.message));
    if (isGroup || (passed && type === "suite") || skip === NOT_SELECTED)
      return { type: "over", id };
    const failure = passed ? undefined : { error: (error?.cause ?? error) as unknown };
    const ending = outcomeOf({ skip, todo, failure }, this.#cwd);
    return { type: "result", id, ...ending, seconds: duration_ms / 1000 };
  }
}

/** A test of that name begins, in those that are open; gives all their names. */
function enter(path: string[], { nesting, name }: TestEventData): string {
  path.length = Math.min(path.length, nesting);
  path[nesting] = name;
  return path.join(".");
}

/** One that writes the messages to `write`. */
export function reporterTo(write: (line: string) => void, cwd: string): Transform {
  const translator = new EventTranslator(cwd);
  return new Transform({
    writableObjectMode: true,
    transform(event: TestEvent, _encoding, done) {
      const message = translator.messageOf(event);
      if (message !== null) write(`${JSON.stringify(message)}\n`);
      done();
    },
  });
}

const reporter: Transform = reporterTo(
  (line) => void writeSync(MESSAGES_DESCRIPTOR, line),
  process.cwd(),
);
export default reporter;
