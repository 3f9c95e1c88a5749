/**
 * A program that does one thing and ends: run `main`, stop the reactor when it is done, say how it went.
 *
 * The reactor is stopped once, however it ends: by `main`, or by a signal while `main` is at work.
 */
import {
  type Awaitable,
  CancelledError,
  type Deferred,
  Failure,
  maybeDeferred,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { SystemExit } from "./errors.ts";

const log: Logger = new Logger({ namespace: "torsion.task" });

/** The part of a reactor that {@link react} needs; every reactor has it. */
export interface ReactReactor {
  run(): Deferred<void>;
  stop(): void;
  callWhenRunning(f: () => unknown): unknown;
  addSystemEventTrigger(
    phase: "before",
    event: "shutdown",
    trigger: () => Awaitable<unknown>,
  ): unknown;
}

/**
 * Run `main(reactor, ...argv)` and the reactor, until `main` is done; fires with the exit status.
 *
 * That is 0, or 1 where `main` fails, which is logged at critical; a `SystemExit` is no error and has its own.
 * Where the reactor is stopped before, by Ctrl-C for example, `main` is cancelled, and its cleaning up is waited
 * for: a generator under `inlineCallbacks` comes to its `finally`; an async function cannot be told.
 */
export function react<R extends ReactReactor, A extends readonly unknown[]>(
  reactor: R,
  main: (reactor: R, ...argv: A) => Awaitable<unknown>,
  ...argv: A
): Deferred<number> {
  let code = 0;
  let over = false;
  let stopping = false;

  const finished = maybeDeferred(main, reactor, ...argv).addBoth((result): void => {
    over = true;
    if (result instanceof Failure) code = statusOf(result, stopping);
    if (!stopping) reactor.callWhenRunning(() => !stopping && reactor.stop());
  });
  reactor.addSystemEventTrigger("before", "shutdown", () => {
    stopping = true;
    if (over) return undefined;
    finished.cancel();
    return finished;
  });
  return reactor.run().addCallback(() => code);
}

function statusOf(failure: Failure, stopping: boolean): number {
  const { value } = failure;
  if (value instanceof SystemExit) return value.code;
  if (stopping && failure.check(CancelledError)) return 0;
  log.failure("main function encountered error", failure);
  return 1;
}
