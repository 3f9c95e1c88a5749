/** Where a case of processes runs: a reactor of its own, which is stopped afterwards, and protocols that write down. */
import type { Awaitable, Deferred, Failure } from "../../deferred/index.ts";
import type {
  IProcessProtocol,
  IProcessTransport,
  IReactorProcess,
  SpawnOptions,
} from "../../net/index.ts";
import { Waits } from "./waits.ts";
import type { ConformanceReactor } from "./world.ts";

export interface ProcessConformanceSetup {
  /** A new one, on a host that has `sh`, `cat`, `env`, `sleep` and `true`. */
  readonly reactor: ConformanceReactor & IReactorProcess;
  /** Does the process live? One that nobody has waited for does not. */
  lives(pid: number): boolean;
  pass(): Awaitable<void>;
}

/** Seconds that any wait may take. */
const LIMIT = 20;

/** A protocol that writes down what happens, and does what a case sets. */
export class Child implements IProcessProtocol {
  transport!: IProcessTransport;
  /** `made`, `lost 1`, `exited`, `ended`. */
  readonly events: string[] = [];
  readonly reasons: Error[] = [];
  readonly on: Partial<Record<string, () => unknown>> & { made?: () => unknown } = {};
  readonly #received = new Map<number, Uint8Array[]>();

  makeConnection(transport: IProcessTransport): void {
    this.transport = transport;
    this.#note("made");
  }
  childDataReceived(childFD: number, data: Uint8Array): void {
    const before = this.#received.get(childFD) ?? [];
    this.#received.set(childFD, [...before, data]);
    this.on[`data ${childFD}`]?.();
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
    this.on[event]?.();
  }

  has(event: string): boolean {
    return this.events.includes(event);
  }
  bytes(childFD = 1): number {
    return (this.#received.get(childFD) ?? []).reduce((sum, { length }) => sum + length, 0);
  }
  text(childFD = 1): string {
    const decoder = new TextDecoder();
    const parts = this.#received.get(childFD) ?? [];
    return parts.map((part) => decoder.decode(part, { stream: true })).join("");
  }
}

export class ProcessWorld extends Waits {
  readonly setup: ProcessConformanceSetup;
  readonly stopped: Deferred<void>;

  constructor(setup: ProcessConformanceSetup, limitSeconds: number = LIMIT) {
    super(setup.reactor, () => setup.pass(), limitSeconds);
    this.setup = setup;
    this.stopped = setup.reactor.run();
  }

  /** Run `script` in a shell. */
  async shell(
    script: string,
    options: SpawnOptions = {},
    child: Child = new Child(),
  ): Promise<Child> {
    await this.spawn(child, "sh", ["sh", "-c", script], options);
    return child;
  }

  spawn(
    child: Child,
    executable: string,
    args: readonly string[] = [executable],
    options: SpawnOptions = {},
  ): Promise<IProcessTransport> {
    return this.result(this.setup.reactor.spawnProcess(child, executable, args, options));
  }

  ended(child: Child): Promise<void> {
    return this.until("the child has ended", () => child.has("ended"));
  }

  /** The number that the child prints first. */
  async printedPID(child: Child): Promise<number> {
    await this.until("it prints a number", () => child.text().includes("\n"));
    return Number.parseInt(child.text(), 10);
  }

  async close(): Promise<void> {
    const { reactor } = this.setup;
    if (reactor.running) reactor.crash();
    await this.result(this.stopped);
  }
}
