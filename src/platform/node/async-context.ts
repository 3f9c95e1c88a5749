/** Node's `AsyncLocalStorage`, kept across Deferreds: the binder for `torsion/deferred`. */
import { AsyncResource } from "node:async_hooks";
import { type ContextBinder, setContextBinder } from "../../deferred/index.ts";

const bind: ContextBinder = (f) => {
  const resource = new AsyncResource("torsion.Deferred");
  return (...args) => resource.runInAsyncScope(f, undefined, ...args);
};

/**
 * From here on every callback of a Deferred runs in the `AsyncLocalStorage` context in which it was added,
 * and every step of an `inlineCallbacks` in that of its start (D25).
 *
 * For the program to call, once. Promises and `await` keep the context without this. It is not on by itself
 * because it makes a callback several times as expensive.
 */
export function keepAsyncContext(): void {
  setContextBinder(bind);
}
