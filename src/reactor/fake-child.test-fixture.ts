/** For tests: a child process that does what a test says, and a protocol that writes down what it hears. */
import { Deferred, type Failure } from "../deferred/index.ts";
import type { IProcessProtocol, IProcessTransport } from "../net/index.ts";
import {
  type ChildProcess,
  type ChildSink,
  type Command,
  type ExitStatus,
  type NamedPipe,
  PlatformError,
  type ProcessPlatform,
  type Socket,
} from "../platform/index.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";

export class FakeChild implements ChildProcess {
  readonly pid = 7;
  readonly sockets: Map<number, FakeSocket>;
  readonly pipes: ReadonlyMap<number, Socket<NamedPipe>>;
  readonly signals: string[] = [];
  /** What the next signal fails with. */
  error: string | null = null;
  alive = false;
  #sink: ChildSink | null = null;

  constructor(...descriptors: number[]) {
    this.sockets = new Map(descriptors.map((fd) => [fd, new FakeSocket()]));
    this.pipes = this.sockets as unknown as typeof this.pipes;
  }

  start(sink: ChildSink): void {
    this.#sink = sink;
  }
  signal(signal: string | number, to: "child" | "group"): void {
    if (this.error !== null) throw new PlatformError(this.error, this.error);
    this.signals.push(`${signal} ${to}`);
  }
  groupLives(): boolean {
    return this.alive;
  }

  // What happens to it.

  exits(exitCode: number | null = 0, signal: string | null = null): void {
    this.#sink!.exited({ exitCode, signal } satisfies ExitStatus);
  }
  closes(...descriptors: number[]): void {
    for (const fd of descriptors) this.sockets.get(fd)!.closed();
  }
}

/** Gives children that tests have made. */
export class FakeProcesses implements ProcessPlatform {
  readonly commands: Command[] = [];
  readonly spawns: Deferred<ChildProcess>[] = [];
  cancelled = 0;

  spawn(command: Command): Deferred<ChildProcess> {
    this.commands.push(command);
    const spawned = new Deferred<ChildProcess>(() => {
      this.cancelled += 1;
    });
    this.spawns.push(spawned);
    return spawned;
  }

  /** The last spawn succeeds. */
  runs(child: FakeChild): FakeChild {
    this.spawns.at(-1)!.callback(child);
    return child;
  }
}

/** `made`, `data 1 text`, `lost 1`, `exited`, `ended`; throws at those that a test names. */
export class RecordingChild implements IProcessProtocol {
  readonly events: string[] = [];
  readonly reasons: Error[] = [];
  readonly throwsAt: Set<string> = new Set();
  transport: IProcessTransport | null = null;

  makeConnection(transport: IProcessTransport): void {
    this.transport = transport;
    this.#note("made");
  }
  childDataReceived(childFD: number, data: Uint8Array): void {
    this.#note(`data ${childFD} ${new TextDecoder().decode(data)}`);
  }
  childConnectionLost(childFD: number): void {
    this.#note(`lost ${childFD}`);
  }
  processExited(reason: Failure): void {
    this.reasons.push(reason.value);
    this.#note("exited");
  }
  processEnded(reason: Failure): void {
    this.reasons.push(reason.value);
    this.#note("ended");
  }
  #note(event: string): void {
    this.events.push(event);
    if (this.throwsAt.has(event)) throw new RangeError(event);
  }
}
