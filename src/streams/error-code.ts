/** Errors as programs of Node's look at them: by their `code`. */

/** `error`, whose `code` is its cause's where it has none of its own: `ECONNRESET`, `ECONNREFUSED` … */
export function withCode(error: Error): Error {
  const { code } = (error.cause ?? {}) as { code?: unknown };
  if (typeof code !== "string" || "code" in error || !Object.isExtensible(error)) return error;
  return Object.defineProperty(error, "code", { value: code, configurable: true, writable: true });
}

/** An error that has a `code`. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
