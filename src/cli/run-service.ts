/**
 * The life of a program under `twist`: start, run until a signal, stop in order.
 *
 * Rules: the shutdown waits for the services (E8), whatever it was that began it. In a hurry each stage of the end is still
 * reached, and waited for no longer than it takes to write a file.
 */
import {
  type IService,
  lifeOf,
  type ServiceReactor,
  ServiceStartError,
  ServiceStopError,
  servicePath,
} from "../application/index.ts";
import {
  type Awaitable,
  type Deferred,
  type Failure,
  maybeDeferred,
  succeed,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { ReactorNotRunning } from "../net/index.ts";
import { EX_ERROR, EX_OK } from "./exit-status.ts";
import type { LifeCycleHooks } from "./feature.ts";
import { sayHowToConnect } from "./how-to-connect.ts";
import { Hurry } from "./hurry.ts";

const log: Logger = new Logger({ namespace: "twist" });
/** In a hurry, how long services, and then what goes along with them, may take to stop. */
const HURRY_SECONDS = 1;

export interface RunServiceOptions {
  /** Told what kept the service from starting, once; gives the exit status for that. */
  complain(error: Error): number;
  /** What goes along with it, in the order in which it begins. */
  readonly hooks?: readonly LifeCycleHooks[];
}

/** Run `service` until the reactor stops. Fires with the exit status. */
export function runService(
  reactor: ServiceReactor,
  service: IService,
  { complain, hooks = [] }: RunServiceOptions,
): Deferred<number> {
  let status = EX_OK;
  let ending = false;
  let startup = succeed<void>(undefined);
  const begun: LifeCycleHooks[] = [];
  const hurry = new Hurry(reactor);
  const failed = (failure: Failure): void => {
    // A start that is cut short by Ctrl-C has not failed.
    if (failure.check("CancelledError")) return;
    status = complain(ofProgram(service, failure.value));
    // A start that fails during the stop needs no other.
    if (!ending)
      maybeDeferred(() => reactor.stop()).addErrback((why) => void why.trap(ReactorNotRunning));
  };
  const life = lifeOf(service);
  const notInOrder = (failure: Failure): void => {
    // In a hurry what is waited for is cancelled.
    if (hurry.begun && failure.check("CancelledError")) return;
    status = EX_ERROR;
    // A service has been told of where that happened.
    if (!(failure.value instanceof ServiceStopError))
      log.failure("the program has not stopped in order", failure);
  };
  /** A part of the end; in a hurry it has so many seconds. */
  const part = (seconds: number, does: () => Awaitable<void>): Deferred<void> =>
    hurry.atMost(seconds, maybeDeferred(does).addErrback(notInOrder));
  /** In the reverse order; one that fails keeps no other from being called. */
  const inReverse = (seconds: number, call: (hook: LifeCycleHooks) => Awaitable<void>) =>
    [...begun]
      .reverse()
      .reduce(
        (before, hook) => before.addCallback(() => part(seconds, () => call(hook))),
        succeed<void>(undefined),
      );
  /** The next part of the start, unless the end has begun. */
  const unlessEnding = (part: () => Awaitable<void>) => (): Awaitable<void> =>
    ending ? undefined : part();
  /** A stop that overtakes it waits for its end. */
  const begin = (step: "privilegedStartService" | "startService"): Deferred<void> =>
    life.start(step).addCallback(() => undefined);
  // The second signal may come before the shutdown event.
  reactor.addSystemEventTrigger("during", "hurry", () => hurry.begin());
  reactor.addSystemEventTrigger("before", "shutdown", () => {
    ending = true;
    if (status === EX_OK) log.info("stopping");
    return (
      inReverse(0, (hook) => hook.stopping?.())
        // Not before: what has started already, and is being drained, would be stopped by that.
        .addCallback(() => startup.cancel())
        .addCallback(() => part(HURRY_SECONDS, () => life.stop()))
        .addCallback(() => inReverse(HURRY_SECONDS, (hook) => hook.stopped?.()))
    );
  });
  reactor.callWhenRunning(() => {
    startup = oneByOne(hooks, (hook) => {
      if (ending) return undefined;
      return maybeDeferred(() => hook.starting?.()).addCallback(() => void begun.push(hook));
    })
      .addCallback(unlessEnding(() => begin("privilegedStartService")))
      .addCallback(unlessEnding(() => oneByOne(begun, (hook) => hook.privilegedStarted?.())))
      .addCallback(unlessEnding(() => begin("startService")))
      .addCallback(unlessEnding(() => oneByOne(begun, (hook) => hook.started?.())))
      .addCallbacks(
        unlessEnding(() => sayHowToConnect(service)),
        failed,
      );
  });
  return reactor.run().addCallback(() => {
    if (status === EX_OK) log.info("stopped");
    return status;
  });
}

/** Of a program that is one service it says nothing that this has not started. */
function ofProgram(service: IService, error: Error): Error {
  const { cause } = error;
  const itself = error instanceof ServiceStartError && error.path === servicePath(service);
  return itself && cause instanceof Error ? cause : error;
}

/** `call` with each, when the one before is done; the first failure ends it. */
function oneByOne(
  hooks: readonly LifeCycleHooks[],
  call: (hook: LifeCycleHooks) => Awaitable<void>,
): Deferred<void> {
  let done = succeed<void>(undefined);
  for (const hook of [...hooks]) done = done.addCallback(() => call(hook));
  return done;
}
