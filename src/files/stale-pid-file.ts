/**
 * A PID file of a process that is no more goes to one of those who want it, and to no second one.
 *
 * Rules: who wants it says so in a line at the end of the file; the first of those who live has it, and puts his own file in its
 * place, which nobody else does. To take the file away first, and to look then whose it was, would leave a moment in which
 * there is none: one whose file was taken by mistake, and one who has found none, would both run.
 */
import { text, utf8 } from "../bytes/index.ts";
import type { IEnvironment } from "../net/index.ts";
import { AlreadyRunningError } from "./errors.ts";
import type { FilePath } from "./file-path.ts";
import { syncNames, unlessCode, writeAll } from "./whole-file.ts";

/** What is asked of the processes; `reactor.environment` has it. */
export type Processes = Pick<IEnvironment, "pid" | "isRunning">;

/** @param processes our own number is that of somebody before us, in a container where everybody is process 1. */
export function lives(pid: number, processes: Processes): boolean {
  return pid !== processes.pid && processes.isRunning(pid);
}

/**
 * Put `fresh` in place of the file at `path`, which is of process `pid`. `false`: it is another one by now, or none.
 * Throws `AlreadyRunningError` where somebody else has it.
 */
export function takeOver(
  path: FilePath,
  { fresh, pid }: { readonly fresh: FilePath; readonly pid: number },
  processes: Processes,
): boolean {
  const { files } = path;
  const old = path.temporarySibling(".old");
  try {
    // By a name of our own it stays the same file.
    if (!unlessCode(["ENOENT"], () => files.link(path.path, old.path))) return false;
  } catch {
    return takeAway(path, pid);
  }
  try {
    if (linesOf(old)[0]?.pid !== pid) return false;
    const mine = `${processes.pid} ${files.uniqueName()}`;
    // It is somebody else's file, in a folder of ours.
    const said = unlessCode(["EACCES", "EPERM"], () => append(old, `\n${mine}\n`));
    if (!said) return takeAway(path, pid);
    const [, ...wanting] = linesOf(old);
    const first = wanting.find(({ line, pid }) => line === mine || lives(pid, processes));
    if (first?.line !== mine)
      throw new AlreadyRunningError(`${path}: process ${first?.pid} is just being started`);
    // Of those before us none lives, but one may have had it and been faster than its end.
    if (!isSame(path, old)) return false;
    files.rename(fresh.path, path.path);
    syncNames(path);
    return true;
  } finally {
    old.remove();
  }
}

interface Line {
  readonly line: string;
  readonly pid: number;
}

function linesOf(file: FilePath): Line[] {
  const lines = text(file.getContent())
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.map((line) => ({ line, pid: Number(line.split(" ")[0]) }));
}

function append(file: FilePath, line: string): void {
  const open = file.files.open(file.path, "a");
  try {
    writeAll(open, utf8(line));
  } finally {
    open.close();
  }
}

function isSame(one: FilePath, other: FilePath): boolean {
  const { files } = one;
  const ofOther = files.stat(other.path);
  let same = false;
  unlessCode(["ENOENT"], () => {
    const { device, inode } = files.stat(one.path);
    same = device === ofOther.device && inode === ofOther.inode;
  });
  return same;
}

/** Without the right to write into it: `false`, so that it is looked again, though it be gone by now. */
function takeAway(path: FilePath, pid: number): false {
  const { files } = path;
  const aside = path.temporarySibling(".old");
  if (!unlessCode(["ENOENT"], () => files.rename(path.path, aside.path))) return false;
  // Somebody may have been faster, and it be his by now. Then he gets it back.
  if (linesOf(aside)[0]?.pid !== pid)
    unlessCode(["EEXIST"], () => files.link(aside.path, path.path));
  aside.remove();
  return false;
}
