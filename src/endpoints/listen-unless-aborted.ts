/** Listening, as a Deferred whatever goes wrong, and not at all where it was given up before it began. */
import { CancelledError, type Deferred, fail, succeed, withSignal } from "../deferred/index.ts";
import type { IListeningPort } from "../net/index.ts";

/**
 * What `open` gives, cancelled by `signal`. What it throws, a reactor that cannot listen at all say, is a failure like
 * any other. Where the signal is aborted already nothing is opened: fails with `CancelledError`.
 */
export function listenUnlessAborted(
  open: () => Deferred<IListeningPort>,
  signal: AbortSignal | undefined,
): Deferred<IListeningPort> {
  if (signal?.aborted) return fail(new CancelledError("listening was cancelled before it began"));
  return withSignal(succeed(undefined).addCallback(open), signal);
}
