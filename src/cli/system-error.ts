/** What the file system says went wrong, for people: `no such file or directory (ENOENT)`. */

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

/** Has it a POSIX code, as the host's errors have? */
export function isSystemError(thrown: unknown): thrown is SystemError {
  return thrown instanceof Error && /^E[A-Z0-9]+$/.test(String((thrown as SystemError).code));
}

/** Without the path, which whoever asks knows: where it was replaced in one step, the host's own message names another file. */
export function inPlainWords(thrown: unknown): string {
  if (!isSystemError(thrown)) return thrown instanceof Error ? thrown.message : String(thrown);
  const { code, message } = thrown;
  const what = message.replace(`${code}: `, "").replace(/, [a-z]+(?: '.*)?$/s, "");
  return what === code ? code : `${what} (${code})`;
}
