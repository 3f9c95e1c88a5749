/**
 * What an event is about without its author saying so: the connection whose callback runs, the service that starts,
 * the test, a request. An event takes the fields of the context in which it is logged.
 *
 * Rules: to enter a context is a store, and nothing is made of it before an event is. Fields of the author's win, and
 * those of an inner context over those of an outer one.
 *
 * Without more a context is that of a call, up to its first `await`. A program that wants it kept across those lends us
 * what its runtime has for that: `keepLogContext(new AsyncLocalStorage())`.
 */
import type { LogFields } from "./observer.ts";

/** What code is about, while it runs. */
export interface LogContext {
  /** Fields for events; asked for each event, and not before. */
  logFields(): LogFields;
  /** What it is part of. */
  readonly logParent: LogContext | null;
}

/** The part of Node's `AsyncLocalStorage` that is needed. */
export interface LogContextStorage {
  getStore(): LogContext | null | undefined;
  enterWith(context: LogContext | null): void;
}

let current: LogContext | null = null;
let storage: LogContextStorage | null = null;

/**
 * From here on keep the context across `await`, and wherever else the storage keeps it; `null`: not any more. For the
 * whole process. On Node.js 20 and 22 each promise of the program pays for that, some hundred nanoseconds.
 */
export function keepLogContext(kept: LogContextStorage | null): void {
  storage = kept;
  current = null;
}

/** The innermost context, if any. */
export function currentLogContext(): LogContext | null {
  return storage === null ? current : (storage.getStore() ?? null);
}

/** For those who call others' code: `context` is current from here on. Gives the one to come back to. */
export function enterLogContext(context: LogContext | null): LogContext | null {
  if (storage !== null) return enterKept(storage, context);
  const outer = current;
  current = context;
  return outer;
}

/** … and here it is over. */
export function leaveLogContext(outer: LogContext | null): void {
  if (storage === null) current = outer;
  else enterKept(storage, outer);
}

function enterKept(kept: LogContextStorage, context: LogContext | null): LogContext | null {
  const outer = kept.getStore() ?? null;
  if (outer !== context) kept.enterWith(context);
  return outer;
}

/** Call `body`; each event that is logged meanwhile has these fields, unless it has some of the same name. */
export function withLogContext<T>(fields: LogFields, body: () => T): T {
  return inLogContext(logContextOf(fields), body);
}

/** Call `body` in that context. */
export function inLogContext<T>(context: LogContext | null, body: () => T): T {
  const outer = enterLogContext(context);
  try {
    return body();
  } finally {
    leaveLogContext(outer);
  }
}

/**
 * The context of now, with these fields in it.
 *
 * It has copies, not the outer context itself: one that is made in another for ever must not grow.
 */
export function logContextOf(fields: LogFields): LogContext {
  const all = { ...fields };
  addContext(all, currentLogContext());
  return { logFields: () => all, logParent: null };
}

/** Add what `event` does not have yet. A context that fails costs its own fields alone. */
export function addContext(event: Record<string, unknown>, context: LogContext | null): void {
  for (let about = context; about !== null; about = about.logParent) {
    try {
      const fields = about.logFields();
      for (const key of Object.keys(fields))
        if (!Object.hasOwn(event, key) && key !== "__proto__") event[key] = fields[key];
    } catch (error) {
      event.log_context_failed ??= String(error);
    }
  }
}
