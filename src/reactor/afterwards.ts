/** One end that any number may wait for. */
import { Deferred, Failure } from "../deferred/index.ts";

/** Each who asks gets a Deferred of their own, so that none can change what the others see. */
export function afterwards(shared: Deferred<void>): Deferred<void> {
  const own = new Deferred<void>();
  shared.addBoth((result) => {
    if (result instanceof Failure) own.errback(result);
    else own.callback(undefined);
    return result as undefined;
  });
  return own;
}
