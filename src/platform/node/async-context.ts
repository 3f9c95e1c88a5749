/** Node's `AsyncLocalStorage`, kept across Deferreds: the binder for `torsion/deferred`. */
import { AsyncResource } from "node:async_hooks";
import { type ContextBinder, setContextBinder } from "../../deferred/index.ts";

const bind: ContextBinder = (f) => {
  const resource = new AsyncResource("torsion.Deferred");
  return (value) => resource.runInAsyncScope(f, undefined, value);
};

/**
 * From here on every callback of a Deferred runs in the `AsyncLocalStorage` context in which it was added,
 * and every step of an `inlineCallbacks` in that of its start (D25).
 *
 * For the program to call, once. Promises and `await` keep the context without this. It is not on by itself
 * because most programs keep none, and it makes a callback several times as expensive, in time and memory.
 */
export function keepAsyncContext(): void {
  setContextBinder(bind);
}
