/** Stacks that end where the user's code does: below a test are only the frames of what called it. */

/** The folder that this package is in, as stacks have it; with `--enable-source-maps` that of its sources. */
const FOLDER: string = new URL("..", import.meta.url).pathname;
const OURS: readonly string[] = [FOLDER, FOLDER.replace(/\/dist\/$/, "/src/")];

/**
 * Take the frames of this package and of the runtime from the end of the error's stack, and of those that it comes
 * from or gathers. A stack that has no other keeps them.
 */
export function trimStack(error: Error, seen: Set<unknown> = new Set()): void {
  if (seen.has(error)) return;
  seen.add(error);
  const { stack, cause } = error;
  if (typeof stack === "string") {
    const trimmed = trimmedStack(stack);
    if (trimmed !== stack)
      Object.defineProperty(error, "stack", { value: trimmed, writable: true, configurable: true });
  }
  if (cause instanceof Error) trimStack(cause, seen);
  if (error instanceof AggregateError)
    for (const each of error.errors) if (each instanceof Error) trimStack(each, seen);
}

export function trimmedStack(stack: string): string {
  const lines = stack.split("\n");
  const isFrame = (line: string): boolean => /^\s+at /.test(line);
  let end = lines.length;
  while (end > 0 && isFrame(lines[end - 1]!) && !isUsers(lines[end - 1]!)) end -= 1;
  return end > 0 && isFrame(lines[end - 1]!) ? lines.slice(0, end).join("\n") : stack;
}

function isUsers(frame: string): boolean {
  if (/\bnode:|\(native|<anonymous>\)?$/.test(frame)) return false;
  return !OURS.some((folder) => frame.includes(folder)) || /\.test\.[cm]?[jt]s/.test(frame);
}
