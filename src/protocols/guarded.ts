/** User code that a protocol or a policy calls by itself, where the transport does not hear what it throws (X10). */
import { Failure, isThenable } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import type { IStreamTransport } from "../net/index.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols" });

/** What `code` throws, or rejects with later, is logged and ends the connection of `transport`, as its reason. */
export function guarded(transport: IStreamTransport, code: () => unknown): void {
  try {
    watchResult(transport, code());
  } catch (thrown) {
    endConnection(transport, thrown);
  }
}

/** The same for what has returned `result`, and would have been heard to throw. */
export function watchResult(transport: IStreamTransport, result: unknown): void {
  if (isThenable(result)) result.then(undefined, (thrown) => endConnection(transport, thrown));
}

function endConnection(transport: IStreamTransport, thrown: unknown): void {
  const failure = new Failure(thrown);
  log.failure("{prefix}: an exception ends the connection", failure, {
    prefix: safePrefix(transport),
  });
  transport.abortConnection(failure.value);
}

/** The prefix is the protocol's own, and may be what throws the next. */
function safePrefix(transport: IStreamTransport): string {
  try {
    return transport.logPrefix();
  } catch {
    return String(transport.getPeer());
  }
}
