/** User code that a policy calls by itself, from a timer say, where no transport stands around it. */
import { Failure } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import type { IStreamTransport } from "../../net/index.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols" });

/** What `code` throws, or rejects with later, is logged and ends the connection of `transport`, as its reason (X10). */
export function guarded(transport: IStreamTransport, code: () => unknown): void {
  const failed = (thrown: unknown): void => {
    const failure = new Failure(thrown);
    log.failure("{prefix}: an exception ends the connection", failure, {
      prefix: String(transport.getPeer()),
    });
    transport.abortConnection(failure.value);
  };
  try {
    const result = code();
    if (result instanceof Promise) result.catch(failed);
  } catch (thrown) {
    failed(thrown);
  }
}
