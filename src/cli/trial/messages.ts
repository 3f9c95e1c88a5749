/** What a test process tells the command: one line of JSON each, on a descriptor of their own. */
import { LONGEST_DETAIL, type TestResult, type TrialMessage } from "../../trial/index.ts";

export type WorkerMessage =
  | TrialMessage
  /** What began is over, and is no test, or none that was asked for. */
  | { readonly type: "over"; readonly id: string }
  /** Something is wrong that belongs to no test. */
  | { readonly type: "warning"; readonly text: string }
  | ({ readonly type: "result" } & TestResult)
  /** The module has been loaded; these of its exports are classes of tests. */
  | { readonly type: "loaded"; readonly exported: readonly string[] };

/** Where the lines go. */
export const MESSAGES_DESCRIPTOR = 3;
/** No line is longer, even where each character is escaped. */
const LONGEST_LINE = 8 * LONGEST_DETAIL;

/** Give it what is read; it calls back for each message. A line that is none of ours is left out. */
export class MessageReader {
  readonly #onMessage: (message: WorkerMessage) => void;
  #rest = "";

  constructor(onMessage: (message: WorkerMessage) => void) {
    this.#onMessage = onMessage;
  }

  read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!.slice(0, LONGEST_LINE);
    for (const line of lines) {
      const message = parse(line);
      if (message !== null) this.#onMessage(message);
    }
  }
}

function parse(line: string): WorkerMessage | null {
  try {
    const message = JSON.parse(line) as Partial<WorkerMessage> | null;
    return typeof message?.type === "string" ? (message as WorkerMessage) : null;
  } catch {
    return null;
  }
}
