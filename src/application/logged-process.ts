/**
 * A child process whose output goes to the log line by line, and whose end is told.
 *
 * Rule: it counts as ended when nobody writes to its pipes any more; whoever still holds them so many seconds after the
 * child itself has ended is killed, since nothing would ever end otherwise.
 */
import type { Failure } from "../deferred/index.ts";
import { LoggedLines } from "../endpoints/index.ts";
import { type IDelayedCall, type IReactorTime, ProcessExitedAlready } from "../net/index.ts";
import { ProcessProtocol } from "../protocols/index.ts";
import type { RunningProcess } from "./monitored-process.ts";

export interface LoggedProcessOptions {
  readonly time: IReactorTime;
  /** One line of its output, without its end. */
  line(line: string, stream: "stdout" | "stderr"): void;
  /** Called once. */
  ended(reason: Failure): void;
  /** How long its children may hold its pipes once it has ended. */
  readonly killTime: number;
}

export class LoggedProcess extends ProcessProtocol implements RunningProcess {
  readonly #options: LoggedProcessOptions;
  readonly #out: LoggedLines;
  readonly #err: LoggedLines;
  #limit: IDelayedCall | null = null;

  constructor(options: LoggedProcessOptions) {
    super();
    this.#options = options;
    this.#out = new LoggedLines((line) => options.line(line, "stdout"));
    this.#err = new LoggedLines((line) => options.line(line, "stderr"));
  }

  get pid(): number | null {
    return this.transport.pid;
  }

  /** To its whole process group: a shell that ends leaves what it has started, which is what was meant. */
  signal(name: "TERM" | "KILL"): void {
    try {
      this.transport.signalProcess(name, { group: true });
    } catch (thrown) {
      if (!(thrown instanceof ProcessExitedAlready)) throw thrown;
    }
  }

  override outReceived(data: Uint8Array): void {
    this.#out.received(data);
  }

  override errReceived(data: Uint8Array): void {
    this.#err.received(data);
  }

  override outConnectionLost(): void {
    this.#out.received(null);
  }

  override errConnectionLost(): void {
    this.#err.received(null);
  }

  override processExited(): void {
    const { time, killTime } = this.#options;
    this.#limit = time.callLater(killTime, () => {
      this.#limit = null;
      this.signal("KILL");
      // Who has left the group may hold them for ever.
      this.transport.loseConnection();
    });
  }

  override processEnded(reason: Failure): void {
    this.#limit?.cancel();
    this.#limit = null;
    this.#options.ended(reason);
  }
}
