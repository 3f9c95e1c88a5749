/**
 * A child process as a socket of the port: what is written is its standard input, what is read its standard output.
 *
 * Rules: the connection ends when the child has ended and its pipes are closed, and how the child has ended is its
 * reason. Closing leaves the child to itself for so long, and then has it ended; `abort` kills it, its children too.
 */
import type { Failure } from "../deferred/index.ts";
import {
  type IDelayedCall,
  type IProcessProtocol,
  type IProcessTransport,
  type IPushProducer,
  type IReactorTime,
  ProcessDone,
  ProcessExitedAlready,
} from "../net/index.ts";
import { type NamedPipe, PeerEnded, type Socket, type SocketSink } from "../platform/index.ts";

export interface ProcessSocketOptions {
  readonly time: IReactorTime;
  /** Bytes of the child's standard error, and then `null`. */
  readonly errors: (data: Uint8Array | null) => void;
  /** It has to be ended, or could not be. */
  readonly complain: (what: string, failure?: unknown) => void;
  /** From closing to SIGTERM, and from there to SIGKILL. */
  readonly closeSeconds: number;
  readonly killSeconds: number;
  /** Does it lead a process group, to which signals go? */
  readonly group: boolean;
}

export class ProcessSocket implements Socket<NamedPipe>, IProcessProtocol, IPushProducer {
  local: NamedPipe = { pipe: "pipes" };
  peer: NamedPipe = { pipe: "process" };
  readonly #options: ProcessSocketOptions;
  #process!: IProcessTransport;
  #sink: SocketSink | null = null;
  /** Nobody has closed the child's input. */
  #writable = true;
  #blocked = false;
  #ending: "not" | "closing" | "aborted" = "not";
  #status: Error | null = null;
  #closed = false;
  #limit: IDelayedCall | null = null;

  constructor(options: ProcessSocketOptions) {
    this.#options = options;
  }

  // What the transport calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
  }

  /** What nobody reads any more is dropped: the child may well go on, and says at its end how that was. */
  write(data: Uint8Array): boolean {
    if (!this.#writable) return true;
    // A copy: the transport may use its memory again, and a process keeps what it is given.
    this.#process.write(data.slice());
    return !this.#blocked;
  }

  pauseReading(): void {
    this.#process.pauseProducing();
  }

  resumeReading(): void {
    this.#process.resumeProducing();
  }

  shutdown(): void {
    if (!this.#writable) return;
    this.#writable = false;
    this.#process.unregisterProducer();
    this.#process.closeStdin();
  }

  close(): void {
    if (this.#ending !== "not") return;
    this.#ending = "closing";
    this.shutdown();
    this.#process.closeStdout();
    // What it says of its end is read.
    this.#process.resumeProducing();
    const { closeSeconds } = this.#options;
    if (this.#closed || closeSeconds === Number.POSITIVE_INFINITY) return;
    this.#after(closeSeconds, () => {
      this.#options.complain(`did not end in ${closeSeconds} s after its connection was closed`);
      this.#signal("TERM");
      this.#after(this.#options.killSeconds, () => this.abort());
    });
  }

  abort(): void {
    if (this.#closed || this.#ending === "aborted") return;
    this.#ending = "aborted";
    this.shutdown();
    const mayEnd = this.#signal("KILL");
    // Who has left the group may hold them for ever.
    this.#process.loseConnection();
    if (this.#status !== null || !mayEnd) this.#after(0, () => this.#finish());
  }

  // What the process calls.

  makeConnection(child: IProcessTransport): void {
    this.#process = child;
    this.local = { pipe: `${child.getHost()}` };
    this.peer = { pipe: `${child.getPeer()}` };
    child.registerProducer(this, true);
  }

  childDataReceived(childFD: number, data: Uint8Array): void {
    if (childFD !== 1) this.#options.errors(data);
    else if (this.#ending === "not") this.#sink?.data(data);
  }

  childConnectionLost(childFD: number): void {
    if (childFD === 0) this.stopProducing();
    else if (childFD !== 1) this.#options.errors(null);
    else if (this.#ending === "not") this.#sink?.ended();
  }

  processExited({ value }: Failure): void {
    this.#status = value;
    if (this.#ending === "aborted") this.#finish();
  }

  processEnded(): void {
    this.#finish();
  }

  // What the child's input calls: the process is a consumer, and this its producer.

  pauseProducing(): void {
    this.#blocked = true;
  }

  resumeProducing(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#sink?.drained();
  }

  stopProducing(): void {
    this.#writable = false;
    this.resumeProducing();
  }

  // How it ends.

  /** May it end of that? */
  #signal(name: "TERM" | "KILL"): boolean {
    try {
      this.#process.signalProcess(name, { group: this.#options.group });
      return true;
    } catch (thrown) {
      if (!(thrown instanceof ProcessExitedAlready))
        this.#options.complain(`cannot be sent SIG${name}`, thrown);
      return thrown instanceof ProcessExitedAlready;
    }
  }

  #after(seconds: number, run: () => void): void {
    this.#forgetLimit();
    this.#limit = this.#options.time.callLater(seconds, () => {
      this.#limit = null;
      run();
    });
  }

  #forgetLimit(): void {
    this.#limit?.cancel();
    this.#limit = null;
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forgetLimit();
    const status = this.#status;
    const ended =
      status === null ? undefined : new PeerEnded(status, status instanceof ProcessDone);
    this.#sink?.closed(ended);
  }
}
