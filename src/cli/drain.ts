/**
 * When a program is stopped, what it has accepted is finished first, for as long as `--grace` says.
 *
 * Rule: no service is stopped meanwhile, since what is being answered may need it.
 */
import { IDrainableService, type ServiceOptions } from "../application/index.ts";
import { Deferred, maybeDeferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import type { Feature, Run } from "./feature.ts";

const log: Logger = new Logger({ namespace: "twist" });
/**
 * Half of the shortest time that those who stop programs commonly leave them (Docker: 10 s, then it kills; systemd: 90), so
 * that services have the other half.
 */
const GRACE_SECONDS = 5;
/** Then connections are closed; what still cannot be flushed is aborted so much later. */
const CLOSE_SECONDS = 1;
/** What all of that, and services that stop, may take when the grace is over; who watches us waits for so long. */
export const AFTER_GRACE_SECONDS = 10;

export const DRAIN: Feature = {
  options: [
    {
      name: "grace",
      value: "seconds",
      default: GRACE_SECONDS,
      help: "when it is stopped, how long it may take to answer what it has accepted",
      parse: seconds,
    },
  ],
  join: (run) => {
    let end = (): void => {};
    return {
      stopping: () => {
        const [drained, forget] = drain(run, graceOf(run.options));
        end = forget;
        return drained;
      },
      stopped: () => end(),
    };
  },
};

/** Of the options of `twist`: for how many seconds what was accepted may be finished. */
export function graceOf({ grace }: ServiceOptions): number {
  return typeof grace === "number" ? grace : GRACE_SECONDS;
}

function seconds(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
  throw new RangeError("It has to be a number of seconds, 0 or more.");
}

/** Fires when it has been drained, or time is up. The second of the pair ends the waiting before that. */
function drain({ reactor, service }: Run, grace: number): [Deferred<void>, () => void] {
  const root: unknown = service;
  const over = new Deferred<void>();
  const time = new AbortController();
  const limits = [
    reactor.callLater(grace, () => time.abort()),
    reactor.callLater(grace + CLOSE_SECONDS, () => {
      log.warn("not all connections could be closed in time");
      end();
    }),
  ];
  const end = (): void => {
    for (const limit of limits.splice(0)) if (limit.active) limit.cancel();
    if (!over.called) over.callback(undefined);
  };
  maybeDeferred(() =>
    IDrainableService.providedBy(root) ? root.drainService({ signal: time.signal }) : undefined,
  ).addCallbacks(end, (failure) => {
    log.failure("the program has not been drained in order", failure);
    end();
  });
  return [over, end];
}
