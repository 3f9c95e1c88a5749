/**
 * All children of one reactor.
 *
 * Rule: one that has stopped leaves nobody behind: no child, and nobody of a child's process group, be the child
 * itself long gone.
 */
import { Deferred, Failure } from "../deferred/index.ts";
import {
  type ChildFD,
  type IProcessProtocol,
  type IProcessTransport,
  NotSupportedError,
  type SpawnOptions,
} from "../net/index.ts";
import type { ChildProcess, Command, ProcessPlatform } from "../platform/index.ts";
import { type ResourceOwner, tracking } from "../resources/index.ts";
import { Process, type ProcessContext } from "./child-process.ts";
import { type EndContext, ProcessGroupEnd } from "./process-group-end.ts";
import { cannotSpawn, reactorStopsSpawning } from "./reasons.ts";

const PIPES: Readonly<Record<number, ChildFD>> = { 0: "w", 1: "r", 2: "r" };
const KILL_SECONDS = 5;
/** More than anybody has asked for; a slip of the pen is not to take the memory. */
const DESCRIPTORS = 1024;

export type ProcessesContext = ProcessContext &
  EndContext & { seconds(): number; readonly owner?: ResourceOwner };

/** A child, or what is left of its group. */
export interface Entry {
  readonly child: ChildProcess;
  readonly name: string;
  readonly since: number;
  readonly killSeconds: number;
  /** Until its protocol has been told all. */
  process: Process | null;
  exited: boolean;
  end: ProcessGroupEnd | null;
  /** … and nobody of its group lives. */
  over: boolean;
}

export class Processes {
  readonly #context: ProcessesContext;
  readonly #entries = new Set<Entry>();
  #starting = 0;
  #state: "open" | "terminating" | "killing" = "open";
  #waiting: Deferred<void>[] = [];

  constructor(context: ProcessesContext) {
    this.#context = context;
  }

  /** What there is, for who inspects the reactor. */
  get all(): ReadonlySet<Entry> {
    return this.#entries;
  }

  /** Throws `NotSupportedError`, a `RangeError` for what is no descriptor, a `TypeError` for what is no protocol. */
  spawn(
    processes: ProcessPlatform,
    protocol: IProcessProtocol,
    executable: string,
    args: readonly string[],
    options: SpawnOptions,
  ): Deferred<IProcessTransport> {
    // A class in place of an object of it, say: the child would run, and nobody hear of it.
    if (typeof (protocol as Partial<IProcessProtocol> | undefined)?.makeConnection !== "function")
      throw new TypeError(`spawnProcess is given no process protocol for "${executable}"`);
    const childFDs = new Map(
      Object.entries(options.childFDs ?? PIPES).map(([fd, what]) => [Number(fd), what as ChildFD]),
    );
    const command = commandOf(executable, args, childFDs, options);
    const { killSeconds = KILL_SECONDS } = options;
    if (!(killSeconds >= 0)) throw new RangeError(`killSeconds is ${killSeconds}`);
    this.#starting += 1;
    const spawned = this.#track(command.args[0]!);
    return processes.spawn(command).addCallbacks(
      (child): IProcessTransport => {
        this.#starting -= 1;
        const entry: Entry = {
          child,
          name: command.args[0]!,
          since: this.#context.seconds(),
          killSeconds,
          process: null,
          exited: false,
          end: null,
          over: false,
        };
        this.#entries.add(entry);
        spawned.entry = entry;
        if (this.#state !== "open") {
          this.#refuse(entry);
          throw reactorStopsSpawning(executable);
        }
        const isWritten = (childFD: number): boolean => childFDs.get(childFD) === "w";
        const running = new Process(
          this.#context,
          child,
          command.args[0]!,
          isWritten,
          protocol,
          () => this.#ended(entry),
        );
        entry.process = running;
        running.start({ exited: () => this.#exited(entry) });
        return running;
      },
      (failure): IProcessTransport => {
        this.#starting -= 1;
        spawned.entry = null;
        this.#settle();
        throw cannotSpawn(executable, options.path, failure);
      },
    );
  }

  /** Where `entry` is set once the child is there; `null`: there is none. */
  #track(name: string): { entry?: Entry | null } {
    const { owner } = this.#context;
    const spawned: { entry?: Entry | null } = {};
    tracking?.began(spawned, {
      kind: "child process",
      describe: ({ entry }) => `child process ${name}${entry ? ` (${entry.child.pid})` : ""}`,
      isLive: ({ entry }) => entry === undefined || (entry !== null && entry.process !== null),
      end: ({ entry }) => void (entry && this.#endOf(entry).kill()),
      isClosing: ({ entry }) => entry?.exited === true || entry?.end != null,
      ...(owner && { owner }),
    });
    return spawned;
  }

  /** Ask all to end; kill those that do not. Fires when nobody is left. */
  terminate(): Deferred<void> {
    if (this.#state === "open") this.#state = "terminating";
    for (const entry of [...this.#entries]) this.#endOf(entry).terminate(entry.killSeconds);
    return this.#whenEmpty();
  }

  kill(): Deferred<void> {
    this.#state = "killing";
    for (const entry of [...this.#entries]) this.#endOf(entry).kill();
    return this.#whenEmpty();
  }

  /** It has come too late. */
  #refuse(entry: Entry): void {
    for (const pipe of entry.child.pipes.values()) pipe.close();
    entry.child.start({ exited: () => this.#exited(entry) });
    this.#endOf(entry).kill();
  }

  #exited(entry: Entry): void {
    entry.exited = true;
    if (entry.end === null) return;
    // Somebody who has left the group may hold the pipes for ever.
    entry.process?.quitPipes();
    entry.end.childExited();
  }

  /** Its protocol has been told all. */
  #ended(entry: Entry): void {
    entry.process = null;
    entry.exited = true;
    if (entry.end !== null) this.#forgetIfDone(entry);
    else {
      for (const other of this.#entries)
        if (other.process === null && other.exited && !other.child.groupLives())
          this.#entries.delete(other);
    }
  }

  #endOf(entry: Entry): ProcessGroupEnd {
    entry.end ??= new ProcessGroupEnd(this.#context, entry.child, entry.exited, (error) => {
      if (error !== undefined)
        this.#context.log.failure("a child process could not be ended", new Failure(error), {
          pid: entry.child.pid,
        });
      entry.process?.quitPipes();
      entry.over = true;
      // Of one that could not be ended nobody will hear the end.
      if (error !== undefined) entry.process = null;
      this.#forgetIfDone(entry);
    });
    if (entry.exited) entry.process?.quitPipes();
    return entry.end;
  }

  #forgetIfDone(entry: Entry): void {
    if (!entry.over || entry.process !== null) return;
    this.#entries.delete(entry);
    this.#settle();
  }

  #whenEmpty(): Deferred<void> {
    const empty = new Deferred<void>();
    this.#waiting.push(empty);
    this.#settle();
    return empty;
  }

  #settle(): void {
    if (this.#entries.size > 0 || this.#starting > 0) return;
    for (const waiting of this.#waiting.splice(0)) waiting.callback(undefined);
  }
}

function commandOf(
  executable: string,
  args: readonly string[],
  childFDs: ReadonlyMap<number, ChildFD>,
  { env = {}, path, uid, gid, processGroup = true, usePTY = false }: SpawnOptions,
): Command {
  if (usePTY)
    throw new NotSupportedError(
      `no terminals on this platform: run the command under script(1), as in script -qfec "${executable}" /dev/null`,
    );
  const descriptors = new Map<number, "pipe" | number>();
  for (const [fd, what] of childFDs) {
    if (typeof what !== "number" && what !== "r" && what !== "w")
      throw new RangeError(`childFDs: ${what} of ${fd} is neither "r" nor "w" nor a descriptor`);
    for (const number of [fd, typeof what === "number" ? what : 0])
      if (!Number.isInteger(number) || number < 0 || number >= DESCRIPTORS)
        throw new RangeError(`childFDs: ${number} is no descriptor, 0 to ${DESCRIPTORS - 1}`);
    descriptors.set(fd, typeof what === "number" ? what : "pipe");
  }
  return {
    executable,
    args: args.length === 0 ? [executable] : args,
    env,
    descriptors,
    leader: processGroup,
    ...(path !== undefined && { directory: path }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  };
}
