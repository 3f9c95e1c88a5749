/** What a program has in hands: the words for it. */

export type ResourceKind =
  | "connection"
  | "connecting attempt"
  | "listening port"
  | "UDP port"
  | "delayed call"
  | "looping call"
  | "cooperative task"
  | "Deferred"
  | "child process"
  | "thread call"
  | "watched descriptor"
  | "running reactor";

/** Whose it is: the platform under a reactor, as far as this room must know it. */
export interface ResourceOwner {
  readonly name: string;
  now(): number;
  alarm(seconds: number, ring: () => void): () => void;
  /** Only of a host of a simulated network. */
  readonly host?: SimulatedHost;
}

export interface SimulatedHost {
  readonly name: string;
  /** `false` once it has crashed, though it be switched on again since: what it had is gone. */
  isUp(): boolean;
}

const owners = new WeakMap<object, ResourceOwner>();

/** What `clock`, a reactor, is asked to do is done by this owner. */
export function belongsTo(clock: object, owner: ResourceOwner): void {
  owners.set(clock, owner);
}

export function ownerOf(clock: object): ResourceOwner | null {
  return owners.get(clock) ?? null;
}

/** What holds for all things of one kind that one owner has. */
export interface ResourceType<T extends object> {
  readonly kind: ResourceKind;
  /** What it is, and where it leads: for messages. */
  describe(thing: T): string;
  isLive(thing: T): boolean;
  /** Its end is under way, and needs nothing of the program any more. */
  isClosing?(thing: T): boolean;
  /** When it happens or gives up by itself, in seconds from now. */
  secondsLeft?(thing: T): number;
  /** End it without ceremony: an abort, a cancel, a kill. Called while it lives. */
  end?(thing: T): void;
  /** Nothing outside of the program knows of it, and it ends with the last reference to it. */
  readonly harmless?: boolean;
  /** By default that of the turn that runs. */
  readonly owner?: ResourceOwner | null;
}

/** Something that is there now. */
export interface Resource {
  readonly kind: ResourceKind;
  /** `TCP connection 127.0.0.1:40000 to 127.0.0.1:8007`. */
  readonly description: string;
  /** The line of the program that made it, as `file:line:column`; `null` where that is not known. */
  readonly place: string | null;
  /** Of the frames that led there those of the program, the innermost first. */
  readonly frames: readonly string[];
  /** `node`, or the name of a simulated host. */
  readonly host: string | null;
  readonly owner: ResourceOwner | null;
  /** Its end is under way. */
  readonly closing: boolean;
  /** Until it happens, or gives up by itself; `null` where it waits for somebody. */
  readonly secondsLeft: number | null;
  /** The thing itself. */
  readonly thing: object;
  /** End it without ceremony, if it lives and can be ended: a connection is aborted, a child killed. */
  end(): void;
}
