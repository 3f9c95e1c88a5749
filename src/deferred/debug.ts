/**
 * Where a Deferred was made and fired, for when something is wrong with it; and that it is there, for who tracks that.
 *
 * Off by default, since it takes a stack for each. The stacks are kept beside the Deferreds, not in them:
 * while it is off, it costs neither time nor memory.
 */
import {
  framesOf,
  onTracking,
  type ResourceType,
  stackHere,
  tracking,
} from "../resources/index.ts";

/** The stacks that debug mode has kept of one Deferred. */
export interface DebugStacks {
  /** Where it was made; unknown where debug mode was off then. */
  readonly creation?: string;
  /** Where it was fired. */
  readonly invocation?: string;
}

/** For this folder: does anybody want to know of Deferreds that are made and fired? */
export let noticing = false;

let debugging = false;

let unfired: ResourceType<object>;
const recorded = new WeakMap<object, { creation?: string; invocation?: string }>();

/** Debug mode: from here on remember where Deferreds are made and fired, and say so in errors about them. */
export function setDebugging(on: boolean): void {
  debugging = on;
  notice();
}

function notice(): void {
  noticing = debugging || tracking !== null;
}
onTracking(notice);

export function getDebugging(): boolean {
  return debugging;
}

/** For this folder, once: which Deferreds have not fired, and somebody waits for them? */
export function liveWhile<T extends object>(isWaitedFor: (deferred: T) => boolean): void {
  unfired = {
    kind: "Deferred",
    describe: () => "Deferred that has not fired, and is waited for",
    isLive: (deferred) => isWaitedFor(deferred as T),
  };
}

export function recordCreation(deferred: object): void {
  if (debugging) recorded.set(deferred, { creation: stack() });
  tracking?.began(deferred, unfired);
}

export function recordInvocation(deferred: object): void {
  if (!debugging) return;
  const stacks = recorded.get(deferred);
  if (stacks === undefined) recorded.set(deferred, { invocation: stack() });
  else stacks.invocation = stack();
}

export function stacksOf(deferred: object): DebugStacks | undefined {
  return recorded.get(deferred);
}

/** The stacks as Twisted prints them: `C:` where it was made, `I:` where it was fired. */
export function formatStacks({ creation, invocation }: DebugStacks): string {
  const part = (title: string, mark: string, text: string | undefined): string =>
    text === undefined ? "" : `${title}\n${text.replace(/^/gm, mark)}\n`;
  return (
    part(" C: Deferred was created:", " C:", creation) +
    part(" I: First Invoker was:", " I:", invocation)
  ).trimEnd();
}

/** From the first line that is not ours: who called is of interest. */
function stack(): string {
  const lines = framesOf(stackHere());
  const caller = lines.findIndex((line) => !OURS.test(line));
  return lines.slice(Math.max(caller, 0)).join("\n");
}

/** A path: some runtimes write URLs in their stacks, some do not. */
const ROOMS = new URL("..", import.meta.url).pathname.replace(/[^\w/-]/g, "\\$&");
const OURS = new RegExp(`${ROOMS}(?:deferred|resources)/[a-z-]+\\.[jt]s:`);
