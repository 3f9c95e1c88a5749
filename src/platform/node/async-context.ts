/** Node's `AsyncLocalStorage`, kept across Deferreds: the binder for `torsion/deferred`. */
import { AsyncResource } from "node:async_hooks";
import { type ContextBinder, setContextBinder } from "../../deferred/index.ts";

const bind: ContextBinder = (f) => {
  const resource = new AsyncResource("torsion.Deferred");
  return (value) => resource.runInAsyncScope(f, undefined, value);
};

/**
 * From here on every callback of a Deferred runs in the `AsyncLocalStorage` context in which it was added,
 * and every step of an `inlineCallbacks` in that of its start (D25). For the whole process.
 *
 * `node()` does this; call it where there is no reactor. Promises and `await` keep the context without it.
 */
export function keepAsyncContext(): void {
  setContextBinder(bind);
}
