/**
 * What a supervisor is told of a program, a message at a time (sd_notify(3)).
 *
 * Rules: messages arrive in the order in which they were said. What is said while one is on its way waits and becomes the
 * next, in which a variable has the value that it was given last; so no more than one message ever waits. One that cannot
 * be sent costs a line of the log, once until one gets through again.
 */
import { Deferred, type Failure, maybeDeferred, succeed } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";

const log: Logger = new Logger({ namespace: "twist" });

/** `{ READY: "1" }`. A value is one line. */
export type Notification = Readonly<Record<string, string>>;

/** Fires when the supervisor has it. Has to end by itself. @param lines `READY=1` each. */
export type SendNotification = (lines: readonly string[]) => Deferred<void>;

export class Notifications {
  readonly #send: SendNotification;
  readonly #next = new Map<string, string>();
  readonly #waiting: Deferred<void>[] = [];
  #sending = false;
  #failing = false;

  constructor(send: SendNotification) {
    this.#send = send;
  }

  tell(notification: Notification): void {
    // A line break would begin another variable.
    for (const [name, value] of Object.entries(notification))
      this.#next.set(name, value.replace(/\p{Cc}+/gu, " "));
    this.#sendNext();
  }

  /** Fires when all that was said has been sent, or could not be. */
  settled(): Deferred<void> {
    if (!this.#sending) return succeed(undefined);
    const settled = new Deferred<void>();
    this.#waiting.push(settled);
    return settled;
  }

  #sendNext(): void {
    if (this.#sending) return;
    if (this.#next.size === 0) {
      for (const settled of this.#waiting.splice(0)) settled.callback(undefined);
      return;
    }
    const lines = [...this.#next].map(([name, value]) => `${name}=${value}`);
    this.#next.clear();
    this.#sending = true;
    maybeDeferred(() => this.#send(lines))
      .addCallbacks(
        () => {
          this.#failing = false;
        },
        (failure) => this.#failed(lines, failure),
      )
      .addCallback(() => {
        this.#sending = false;
        this.#sendNext();
      });
  }

  #failed(lines: readonly string[], failure: Failure): void {
    if (!this.#failing)
      log.warn("systemd has not been told {lines}: {why}", {
        lines: lines.join(", "),
        why: failure.value.message,
      });
    this.#failing = true;
  }
}
