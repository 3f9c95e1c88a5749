/**
 * One child process: its pipes, and how it ends.
 *
 * Rules: `processExited` when the child has been waited for, `processEnded` once all pipes are closed as well, each
 * once (X29). What user code throws is logged; in `makeConnection` it closes all pipes, in what is called for a
 * pipe that pipe.
 */
import { implementer } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import type { Logger } from "../logger/index.ts";
import {
  type IAddress,
  type IProcessProtocol,
  IProcessTransport,
  type IPullProducer,
  type IPushProducer,
  PipeAddress,
  ProcessDone,
  ProcessExitedAlready,
  ProcessTerminated,
} from "../net/index.ts";
import type { ChildProcess, ChildSink, ExitStatus, PlatformError } from "../platform/index.ts";
import { ChildReader, ChildWriter, type PipeOwner } from "./child-pipe.ts";
import { allBytes, notBytes } from "./not-bytes.ts";
import type { AnyProducer } from "./send-side.ts";
import type { Turn } from "./turn.ts";
import { classOf, logPrefixOf, runUserCode } from "./user-code.ts";

export interface ProcessContext {
  readonly turn: Turn;
  readonly log: Logger;
  nextTurn(run: () => void): void;
}

export class Process implements IProcessTransport, PipeOwner {
  static {
    implementer(IProcessTransport)(this);
  }
  readonly turn: Turn;
  disconnecting = false;
  readonly #context: ProcessContext;
  readonly #child: ChildProcess;
  readonly #protocol: IProcessProtocol;
  readonly #name: string;
  readonly #peer: IAddress;
  readonly #host: IAddress;
  readonly #onEnded: () => void;
  /** Those that are open, … */
  readonly #pipes = new Map<number, ChildReader | ChildWriter>();
  /** … and which could be written to once. */
  readonly #written = new Set<number>();
  #reason: Failure | null = null;
  #reading = true;

  /** @param onEnded is called after `processEnded`. */
  constructor(
    context: ProcessContext,
    child: ChildProcess,
    name: string,
    written: (childFD: number) => boolean,
    protocol: IProcessProtocol,
    onEnded: () => void,
  ) {
    this.#context = context;
    this.turn = context.turn;
    this.#child = child;
    this.#protocol = protocol;
    this.#name = name;
    this.#onEnded = onEnded;
    this.#peer = new PipeAddress(`${name} (process ${child.pid})`);
    this.#host = new PipeAddress(`pipes to ${name}`);
    for (const [childFD, socket] of child.pipes) {
      if (written(childFD)) this.#written.add(childFD);
      const Pipe = written(childFD) ? ChildWriter : ChildReader;
      this.#pipes.set(childFD, new Pipe(this, childFD, socket));
    }
  }

  /** @param also hears of the end after the protocol has. */
  start(also: ChildSink): void {
    this.turn.enter();
    this.#child.start({
      exited: (status) => {
        this.#exited(status);
        also.exited(status);
      },
    });
    for (const pipe of this.#pipes.values()) pipe.start();
    runUserCode(
      () => this.#protocol.makeConnection(this),
      (thrown) => {
        this.#threw(thrown);
        this.quitPipes();
      },
    );
    this.turn.leave();
  }

  // What a protocol calls.

  get pid(): number | null {
    return this.#reason === null ? this.#child.pid : null;
  }

  write(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) throw notBytes(data);
    this.#writer(0)?.write(data);
  }

  writeSequence(chunks: Iterable<Uint8Array>): void {
    for (const data of allBytes(chunks)) this.#writer(0)?.write(data);
  }

  writeToChild(childFD: number, data: Uint8Array): void {
    if (!this.#written.has(childFD))
      throw new RangeError(`descriptor ${childFD} of ${this.#name} is no pipe that we write to`);
    if (!(data instanceof Uint8Array)) throw notBytes(data);
    this.#writer(childFD)?.write(data);
  }

  registerProducer(producer: IPushProducer | IPullProducer, streaming: boolean): void {
    const stdin = this.#writer(0);
    if (stdin !== null) stdin.register(producer as AnyProducer, streaming);
    else this.guard(0, () => producer.stopProducing());
  }

  unregisterProducer(): void {
    this.#writer(0)?.unregister();
  }

  closeStdin(): void {
    this.closeChildFD(0);
  }

  closeStdout(): void {
    this.closeChildFD(1);
  }

  closeStderr(): void {
    this.closeChildFD(2);
  }

  closeChildFD(childFD: number): void {
    this.#pipes.get(childFD)?.close();
  }

  loseConnection(): void {
    this.disconnecting = true;
    for (const pipe of this.#pipes.values()) pipe.close();
  }

  pauseProducing(): void {
    if (!this.#reading) return;
    this.#reading = false;
    for (const reader of this.#readers()) reader.pause();
  }

  resumeProducing(): void {
    if (this.#reading) return;
    this.#reading = true;
    for (const reader of this.#readers()) reader.resume();
  }

  stopProducing(): void {
    this.loseConnection();
  }

  signalProcess(
    signal: string | number,
    { group = false }: { readonly group?: boolean } = {},
  ): void {
    if (this.#reason !== null && !group)
      throw new ProcessExitedAlready(`${this.#name} has ended already`);
    const full = typeof signal === "string" ? `SIG${signal.replace(/^SIG/, "")}` : signal;
    try {
      this.#child.signal(full, group ? "group" : "child");
    } catch (cause) {
      const { code } = cause as PlatformError;
      if (code === "ESRCH")
        throw new ProcessExitedAlready(`${this.#name} has ended already`, { cause });
      if (code === "EINVAL") throw new RangeError(`there is no signal ${signal}`, { cause });
      throw cause;
    }
  }

  getPeer(): IAddress {
    return this.#peer;
  }

  getHost(): IAddress {
    return this.#host;
  }

  logPrefix(): string {
    return logPrefixOf(this.#protocol, this.#peer);
  }

  // What the child and its pipes call.

  #exited(status: ExitStatus): void {
    this.#reason = new Failure(reasonOf(this.#name, status));
    const reason = this.#reason;
    this.turn.enter();
    runUserCode(() => this.#protocol.processExited(reason), this.#threw);
    this.#endIfDone();
    this.turn.leave();
  }

  received(childFD: number, data: Uint8Array): void {
    this.guard(childFD, () => this.#protocol.childDataReceived(childFD, data));
  }

  lost(childFD: number): void {
    this.turn.enter();
    this.#pipes.delete(childFD);
    runUserCode(() => this.#protocol.childConnectionLost(childFD), this.#threw);
    this.#endIfDone();
    this.turn.leave();
  }

  guard(childFD: number, userCode: () => unknown): void {
    this.turn.enter();
    runUserCode(userCode, (thrown) => {
      this.#threw(thrown);
      this.#pipes.get(childFD)?.quit();
    });
    this.turn.leave();
  }

  nextTurn(run: () => void): void {
    this.#context.nextTurn(run);
  }

  /** Without a flush. */
  quitPipes(): void {
    this.disconnecting = true;
    for (const pipe of this.#pipes.values()) pipe.quit();
  }

  #endIfDone(): void {
    const reason = this.#reason;
    if (reason === null || this.#pipes.size > 0) return;
    this.disconnecting = true;
    runUserCode(() => this.#protocol.processEnded(reason), this.#threw);
    this.#onEnded();
  }

  #writer(childFD: number): ChildWriter | null {
    const pipe = this.#pipes.get(childFD);
    return pipe instanceof ChildWriter ? pipe : null;
  }

  #readers(): ChildReader[] {
    return [...this.#pipes.values()].filter((pipe) => pipe instanceof ChildReader);
  }

  readonly #threw = (thrown: unknown): void => {
    this.#context.log.failure("{protocol} of {process} has thrown", new Failure(thrown), {
      protocol: classOf(this.#protocol),
      process: String(this.#peer),
    });
  };
}

function reasonOf(name: string, { exitCode, signal }: ExitStatus): ProcessDone | ProcessTerminated {
  if (exitCode === 0) return new ProcessDone(`${name} has ended with exit code 0`);
  const how = signal === null ? `with exit code ${exitCode}` : `by ${signal}`;
  return new ProcessTerminated(`${name} has ended ${how}`, { exitCode, signal });
}
