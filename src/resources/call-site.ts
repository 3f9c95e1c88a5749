/**
 * Which lines of a program have led to what is being made now.
 *
 * Rules: a stack is made into text only when somebody reads it, which is never for what ends as it should. What only
 * drives time (`network.advance`, `clock.advance`) has caused nothing: what it calls has no lines of the program's
 * own unless user code is in between.
 */

/** More than the usual ten, many of which are the package's own. */
const FRAMES = 50;
/** How many causes are kept one behind the other before their texts are read, and only the first is kept. */
const DEPTH = 8;

const HERE = new URL(".", import.meta.url).pathname;
/** In a bundle nobody can tell what is whose, and every line counts as the program's. */
const ROOT = HERE.endsWith("/resources/") ? HERE.slice(0, -"resources/".length) : null;
/** With `--enable-source-maps` stacks speak of what this was compiled from. */
const BOTH: readonly string[] = ROOT === null ? [] : [ROOT, ROOT.replace(/\/dist\/$/, "/src/")];
const ROOTS: readonly string[] = [...new Set([...BOTH, ...BOTH.map(decodeURI)])];
/** What stands beside the rooms and is written as a user would write it. */
const PROGRAMS = /^examples\/|\.test(?:-fixture)?\.[jt]s:/;
/** The loops of simulated time. */
const PUMPS = /platform\/memory\/events\.[jt]s:|\.advance \(.*\/time\/clock\.[jt]s:/;
const HOSTS = /(?:^|[( ])(?:node|internal|ext|native|bun):|<anonymous>\)?$|\(native/;

/** A stack as it is now, of more frames than usual. */
export function stackHere(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const here = new Error("here");
  Error.stackTraceLimit = limit;
  return here;
}

/** Its lines, the innermost first. In front of them V8 has the error's name and message, which may be of several lines. */
export function framesOf({ stack = "" }: Error): string[] {
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => /^ +at /.test(line));
  if (first >= 0) return lines.slice(first);
  return lines[0]?.startsWith("Error") ? lines.slice(1) : lines;
}

/** The frames from the program's innermost on; without those of this package and of the runtime. None: nobody's. */
export function programFrames(here: Error): string[] {
  const frames = framesOf(here);
  const first = frames.findIndex((frame) => PUMPS.test(frame) || isProgram(frame));
  if (first < 0 || PUMPS.test(frames[first]!)) return [];
  return frames.slice(first).filter(isProgram);
}

function isProgram(frame: string): boolean {
  return frame.trim() !== "" && !HOSTS.test(frame) && !isOurs(frame);
}

function isOurs(frame: string): boolean {
  return ROOTS.some((root) => {
    const at = frame.indexOf(root);
    return at >= 0 && !PROGRAMS.test(frame.slice(at + root.length));
  });
}

/** `file:line:column` of a frame. */
export function placeOf(frame: string): string {
  const inside = /\(([^()]*)\)\s*$/.exec(frame)?.[1] ?? frame.trim().replace(/^at (?:async )?/, "");
  return decodeURI(inside.replace(/^file:\/\//, ""));
}

/** Where something was made: by which lines of the program or, where there are none, in consequence of what. */
export class Origin {
  readonly #here: Error | null;
  readonly #cause: Origin | null;
  readonly #depth: number;
  #own: readonly string[] | null = null;

  /** @param here `null` where no stacks are kept. */
  constructor(here: Error | null, cause: Origin | null = null) {
    this.#here = here;
    this.#cause = cause !== null && cause.#depth >= DEPTH ? cause.#root() : cause;
    this.#depth = this.#cause === null ? 0 : this.#cause.#depth + 1;
  }

  /** Are stacks kept? */
  get known(): boolean {
    return this.#here !== null;
  }

  /** The program's lines on its own stack. */
  get own(): readonly string[] {
    this.#own ??= this.#here === null ? [] : programFrames(this.#here);
    return this.#own;
  }

  /** … or those of what caused it. */
  get frames(): readonly string[] {
    return this.#root().own;
  }

  /** `file:line:column` of the program's; `null` where that is not known. */
  get place(): string | null {
    const [first] = this.frames;
    return first === undefined ? null : placeOf(first);
  }

  #root(): Origin {
    let at: Origin = this;
    while (at.own.length === 0 && at.#cause !== null) at = at.#cause;
    return at;
  }
}
