/**
 * What surrounds a piece of code, such as the request that it works for, kept across waits (D25).
 *
 * A Deferred calls its callbacks where it is fired, and it knows no runtime. A program that keeps state in
 * something like Node's `AsyncLocalStorage` sets a binder here, and each callback then runs in the context
 * in which it was added, each step of an `inlineCallbacks` in that of its start. Without one it costs nothing.
 */

/** Gives `f` back as a function that calls it in the context of now. */
export type ContextBinder = <A, R>(f: (value: A) => R) => (value: A) => R;

/** For this folder: the binder that is set, if any. */
export let bindContext: ContextBinder | null = null;

/** `f`, as a function that runs in the context of now; `f` itself where none is kept. */
export function inContext<A, R>(f: (value: A) => R): (value: A) => R {
  return bindContext === null ? f : bindContext(f);
}

/** Have the context kept from here on, by the means of the runtime; `null`: not any more. One for the whole process. */
export function setContextBinder(binder: ContextBinder | null): void {
  bindContext = binder;
}
