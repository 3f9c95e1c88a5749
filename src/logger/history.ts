/** The latest events, kept in memory: for a status page, for a crash report, for replay. */
import { implementer } from "../components/index.ts";
import { deliver, ILogObserver, type LogEvent, type LogObserver } from "./observer.ts";

/** Keeps the latest `size` events (65,536 unless told otherwise) and lets go of older ones. */
export class LimitedHistoryLogObserver implements ILogObserver {
  static {
    implementer(ILogObserver)(this);
  }

  readonly #size: number;
  readonly #events: LogEvent[] = [];
  /** Where the oldest event is, once the buffer is full; it is the next to be overwritten. */
  #oldest = 0;

  constructor(size: number = 65_536) {
    if (!(size >= 0)) throw new RangeError(`not a number of events: ${size}`);
    this.#size = size;
  }

  observe(event: LogEvent): void {
    if (this.#events.length < this.#size) this.#events.push(event);
    else if (this.#size > 0) {
      this.#events[this.#oldest] = event;
      this.#oldest = (this.#oldest + 1) % this.#size;
    }
  }

  /** Hand the kept events to another observer, oldest first; they stay kept. */
  replayTo(observer: LogObserver): void {
    const events = [...this.#events.slice(this.#oldest), ...this.#events.slice(0, this.#oldest)];
    for (const event of events) deliver(observer, event);
  }

  /** Forget all events. */
  clear(): void {
    this.#events.length = 0;
    this.#oldest = 0;
  }
}
