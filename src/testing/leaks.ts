/**
 * What a test leaves behind, as an error of that test.
 *
 * Rules: what is on its way to an end gets a little time on the real clock, and none on a simulated one, where the test
 * decides; a delayed call that is made during that time was left behind all the same.
 */
import type { IDelayedCall } from "../net/index.ts";
import {
  endAll,
  type Leak,
  type LeakOptions,
  type Tracked,
  trackResources,
} from "../resources/index.ts";
import { UnhandledFailuresError, unhandledFailuresFromNowOn } from "./unhandled-failures.ts";

export interface LeakCheckOptions extends LeakOptions {
  /** On a real reactor, how many seconds connections and children may take to end. 1 by default. */
  readonly graceSeconds?: number;
}

/** How many leaks a message tells of, and how many lines of the stack of each. */
const LEAKS_SHOWN = 20;
const FRAMES_SHOWN = 4;
/** Between one look and the next, in seconds: at first, and at most. */
const FIRST_PAUSE = 0.001;
const LONGEST_PAUSE = 0.05;
/** Promises that have been kept are heard of so many steps later, at most, before anybody looks. */
const PROMISE_STEPS = 32;

/** Things were left behind. The message has a line for each, the place in the program first. */
export class LeakError extends Error {
  override name = "LeakError";
  readonly leaks: readonly Leak[];

  constructor(leaks: readonly Leak[], options?: ErrorOptions) {
    super(describeLeaks(leaks), options);
    this.leaks = leaks;
    // Where the check stands is of no interest: runners show the line that the stack begins with.
    const frames = withoutLibraries(leaks.find((leak) => leak.frames.length > 0)?.frames ?? []);
    this.stack = [`${this.name}: ${this.message}`, ...frames].join("\n");
  }
}

/** `2 left behind:`, and for each what it is, where it was made, and the stack that led there. */
export function describeLeaks(leaks: readonly Leak[]): string {
  /** What a loop has made is told once. */
  const byLine = new Map<string, Leak[]>();
  for (const leak of leaks) {
    const line = `${leak.kind} ${leak.place ?? leak.description}`;
    byLine.set(line, [...(byLine.get(line) ?? []), leak]);
  }
  const lines = [...byLine.values()].slice(0, LEAKS_SHOWN).flatMap(([leak, ...others]) => {
    const { description, place, host, secondsLeft, closing, also, frames } = leak!;
    const due = secondsLeft === null ? "" : `, due in ${Number(secondsLeft.toFixed(3))} s`;
    const where = host === null ? "" : ` on ${host}`;
    const more =
      also.length === 0 ? "" : `, and with it: ${also.map((each) => each.description).join(", ")}`;
    const again = others.length === 0 ? "" : `; ${others.length} more by the same line`;
    return [
      `  ${place ?? "(not by a line of the program)"}: ${description}${where}${due}${closing ? ", closing" : ""}${more}${again}`,
      ...withoutLibraries(frames)
        .slice(0, FRAMES_SHOWN)
        .map((frame) => `      ${frame.trim()}`),
    ];
  });
  const beyond = byLine.size - LEAKS_SHOWN;
  if (beyond > 0) lines.push(`  … and those of ${beyond} more lines`);
  return [`${leaks.length} left behind:`, ...lines].join("\n");
}

/** A test runner that is a package is below every test, and says nothing of this one. */
function withoutLibraries(frames: readonly string[]): readonly string[] {
  let end = frames.length;
  while (end > 0 && /[\\/]node_modules[\\/]/.test(frames[end - 1]!)) end -= 1;
  return end === 0 ? frames : frames.slice(0, end);
}

/** {@link Tracked.leaks}, once what is on its way to an end has had time for it. */
export async function leaksAfterGrace(
  tracked: Tracked,
  { graceSeconds = 1, ...options }: LeakCheckOptions = {},
): Promise<Leak[]> {
  for (let step = 0; step < PROMISE_STEPS; step++) await undefined;
  let left = tracked.leaks(options);
  const calls = left.filter(isCallToCome);
  let until: number | null = null;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const owner = left.find(mayEnd)?.owner;
    if (!owner) break;
    until ??= owner.now() + graceSeconds;
    if (owner.now() >= until) break;
    await new Promise<void>((done) => owner.alarm(pause, done));
    left = tracked.leaks(options);
  }
  return [...calls.filter(wasMade), ...left];
}

/** Throws {@link LeakError}. */
export async function checkLeaks(tracked: Tracked, options: LeakCheckOptions = {}): Promise<void> {
  const left = await leaksAfterGrace(tracked, options);
  if (left.length > 0) throw new LeakError(left);
}

type Hook = (run: () => void | Promise<void>) => void;

/**
 * Have each test fail that leaves something behind: connections, ports, delayed and looping calls, Deferreds that
 * somebody waits for, children, failures that nobody has dealt with … Call it once, at the top of a test file, with
 * the `beforeEach` and `afterEach` of your test runner. Then it is ended: connections are aborted, calls cancelled,
 * children killed, so that the process can end.
 *
 * What tests of one file do at the same time cannot be told apart: each is blamed for all of it.
 */
export function failOnLeaks(
  beforeEach: Hook,
  afterEach: Hook,
  options: LeakCheckOptions = {},
): void {
  const flush = unhandledFailuresFromNowOn();
  /** Tests inside of tests. */
  const running: Tracked[] = [];
  beforeEach(() => {
    running.push(trackResources());
  });
  afterEach(async () => {
    const tracked = running.pop();
    if (tracked === undefined) return;
    let left: readonly Leak[] = [];
    try {
      left = await leaksAfterGrace(tracked, options);
      const failures = flush();
      const unhandled = failures.length > 0 ? new UnhandledFailuresError(failures) : undefined;
      if (left.length > 0) throw new LeakError(left, unhandled && { cause: unhandled });
      if (unhandled) throw unhandled;
    } finally {
      // So that the process can end, and the next test has it not in its way.
      endAll(left);
      tracked.stop();
    }
  });
}

/** May it end without the program's doing anything more? The peer's end of a connection that was closed, say. */
function mayEnd({ kind, owner, closing }: Leak): boolean {
  if (owner === null || owner.host !== undefined) return false;
  return closing || kind === "connection" || kind === "child process";
}

function isCallToCome({ kind, secondsLeft, owner }: Leak): boolean {
  return kind === "delayed call" && owner !== null && secondsLeft !== null && secondsLeft > 0;
}

/** One that was cancelled before its time was not. */
function wasMade({ thing, owner }: Leak): boolean {
  const call = thing as IDelayedCall;
  return !call.active && owner !== null && call.getTime() <= owner.now();
}
