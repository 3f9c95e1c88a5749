/**
 * What an executable of a simulated host does, as a function; and what that function is given.
 *
 * A script that gives something to wait for (a generator, a Deferred, a promise), or a number, ends with that, as its exit
 * code; what it throws goes to its standard error, and is exit code 1. One that gives nothing lives on until it calls
 * `exit` or is killed. Generators and Deferreds go on while time passes; promises only between two calls of `advance`.
 */
import { type Awaitable, type Coroutine, Deferred, ensureDeferred } from "../../deferred/index.ts";
import type { ExitStatus } from "../process-port.ts";
import type { ChildStream, ChildStreamOwner } from "./child-stream.ts";
import { Gate } from "./gate.ts";
import { defaultAction, isUnstoppable, signalName } from "./signals.ts";

// biome-ignore lint/suspicious/noConfusingVoidType: a script may have nothing to return.
type ScriptResult = number | void;

export type ChildScript = (
  child: ScriptedChild,
) => Awaitable<ScriptResult> | Coroutine<ScriptResult> | undefined;

/** What is done about a signal: a function, nothing, or what Linux does by itself. */
export type SignalAction = ((name: string) => void) | "ignore" | "default";

/** How a child was begun. */
export interface ChildStart {
  readonly pid: number;
  /** Who began it: 1 is the program of the host. */
  readonly parent: number;
  /** The number of its process group. */
  readonly group: number;
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** What a child needs of its host. */
export interface ChildHost {
  readonly name: string;
  now(): number;
  draw(): number;
  /** Forgotten when the child is no more. */
  after(child: ScriptedChild, seconds: number, run: () => void): () => void;
  later(run: () => void): void;
  /** Begin another that shares its descriptors. */
  fork(parent: ScriptedChild, script: ChildScript): ScriptedChild;
  ended(child: ScriptedChild, status: ExitStatus): void;
}

export class ScriptedChild implements ChildStreamOwner {
  readonly start: ChildStart;
  readonly #host: ChildHost;
  readonly #streams: Map<number, ChildStream>;
  readonly #actions = new Map<string, SignalAction>();
  readonly #gate = new Gate();
  #group: number;
  #status: ExitStatus | null = null;

  /** @param streams makes its descriptors. */
  constructor(
    host: ChildHost,
    start: ChildStart,
    streams: (owner: ScriptedChild) => Map<number, ChildStream>,
  ) {
    this.#host = host;
    this.start = start;
    this.#group = start.group;
    this.#streams = streams(this);
  }

  // What a script may use.

  get pid(): number {
    return this.start.pid;
  }
  /** As `argv`: the first is what it was called. */
  get args(): readonly string[] {
    return this.start.args;
  }
  get env(): Readonly<Record<string, string>> {
    return this.start.env;
  }
  get directory(): string {
    return this.start.directory;
  }
  /** The name of the host that it runs on. */
  get host(): string {
    return this.#host.name;
  }
  get group(): number {
    return this.#group;
  }
  get stdin(): ChildStream {
    return this.descriptor(0);
  }
  get stdout(): ChildStream {
    return this.descriptor(1);
  }
  get stderr(): ChildStream {
    return this.descriptor(2);
  }

  /** Throws a `RangeError` for what it was not given. */
  descriptor(childFD: number): ChildStream {
    const stream = this.#streams.get(childFD);
    if (stream !== undefined) return stream;
    throw new RangeError(`${this.start.executable} has no descriptor ${childFD}`);
  }

  /** Seconds on the clock of its host that never goes back. */
  now(): number {
    return this.#host.now();
  }

  random(): number {
    return this.#host.draw();
  }

  /** Fires when so many seconds have passed on the clock of its host. */
  wait(seconds: number): Deferred<void> {
    const over = new Deferred<void>(() => cancel());
    const cancel = this.#host.after(this, seconds, () => this.#whileRunning(() => over.callback()));
    return over;
  }

  /** From now on do this about a signal. `SIGKILL` and `SIGSTOP` are not asked about. */
  on(signal: string, action: SignalAction): void {
    const name = signalName(signal);
    if (name === null || isUnstoppable(name)) throw new RangeError(`nobody handles ${signal}`);
    this.#actions.set(name, action);
  }

  /** Begin a child of its own, of its process group, which shares its descriptors. */
  fork(script: ChildScript): ScriptedChild {
    return this.#host.fork(this, script);
  }

  /** Leave the process group, as a daemon does. */
  setsid(): void {
    this.#group = this.pid;
  }

  /** It is over. What the script still does goes nowhere. */
  exit(code = 0): void {
    this.#end({ exitCode: code & 0xff, signal: null });
  }

  /** Send a signal to itself. */
  raise(signal: string | number): void {
    this.receive(signalName(signal));
  }

  // What its host may use.

  get living(): boolean {
    return this.#status === null;
  }

  get stopped(): boolean {
    return this.#gate.closed;
  }

  run(script: ChildScript): void {
    if (!this.living) return;
    try {
      const result = script(this) as unknown;
      if (typeof result === "number") this.exit(result);
      else if (result !== undefined)
        ensureDeferred(result as PromiseLike<ScriptResult>).addCallbacks(
          (code) => this.exit(code ?? 0),
          (failure) => this.#threw(failure.value),
        );
    } catch (thrown) {
      this.#threw(thrown);
    }
  }

  /** `null`: somebody wants to know whether it is there. */
  receive(name: string | null): void {
    if (name === null || !this.living) return;
    const action = isUnstoppable(name) ? "default" : (this.#actions.get(name) ?? "default");
    const does = defaultAction(name);
    if (does === "goes on") this.#goOn();
    if (typeof action === "function") this.later(() => action(name));
    else if (action === "ignore") return;
    else if (does === "stops") this.#gate.close();
    else if (does === "ends" && name === "SIGKILL") this.#end({ exitCode: null, signal: name });
    else if (does === "ends") this.#gate.tell(() => this.#end({ exitCode: null, signal: name }));
  }

  /** Its host has lost its power. */
  vanish(): void {
    this.#status = { exitCode: null, signal: "SIGKILL" };
  }

  later(run: () => void): void {
    this.#host.later(() => this.#whileRunning(run));
  }

  brokenPipe(): boolean {
    this.receive("SIGPIPE");
    return this.living;
  }

  /** The descriptors of a child that shares them. */
  shareStreams(owner: ScriptedChild): Map<number, ChildStream> {
    return new Map([...this.#streams].map(([fd, stream]) => [fd, stream.share(owner)]));
  }

  #whileRunning(run: () => void): void {
    if (!this.living) return;
    this.#gate.tell(() => {
      if (this.living) run();
    });
  }

  #goOn(): void {
    for (const run of this.#gate.open()) this.later(run);
  }

  #threw(thrown: unknown): void {
    if (!this.living) return;
    const { executable } = this.start;
    const text = `${executable}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`;
    this.on("SIGPIPE", "ignore");
    this.#streams
      .get(2)
      ?.write(new TextEncoder().encode(text))
      .addErrback(() => {});
    this.exit(1);
  }

  #end(status: ExitStatus): void {
    if (!this.living) return;
    this.#status = status;
    for (const stream of this.#streams.values()) stream.close();
    this.#host.ended(this, status);
  }
}
