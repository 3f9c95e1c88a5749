/** What logging gives, and what it takes. */
import {
  type ILogObserver,
  type LogEvent,
  Logger,
  LogLevel,
  type Operation,
  openTelemetryLogObserver,
  pinoLogObserver,
  withLogContext,
} from "torsion/logger";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}

const log = new Logger({ namespace: "shop" });
log.info("{order.total} for {user}", { order: { total: 3 }, user: "ada" });
// @ts-expect-error: fields have names
log.info("{0}", 3);
// @ts-expect-error: what has failed has to be told
log.failure("no luck");
// @ts-expect-error: a level is a LogLevel
log.emit("info", "text");
log.emit(LogLevel.info, "text");

// An operation has a value or a failure, and an async one comes later.
const now = log.failuresHandled("while counting", () => 3);
is<Equal<typeof now, Operation<number>>>();
if (now.succeeded) now.value.toFixed();
else now.failure.value;
// @ts-expect-error: only where it has succeeded
now.value.toFixed();
const later = log.failuresHandled("while asking", async () => "x");
is<Equal<typeof later, Promise<Operation<string>>>>();

const result = withLogContext({ request: 7 }, () => "answer");
is<Equal<typeof result, string>>();

// Fields of an event are unknown, ours are known.
declare const event: LogEvent;
is<Equal<typeof event.log_time, number | undefined>>();
is<Equal<(typeof event)["anything"], unknown>>();
// @ts-expect-error: an event is shared, and stays as it is
event.log_time = 1;

// Bridges take what has the methods that they need, whatever its type is called.
const write = (_fields: object, _message?: string): void => {};
const bridge: ILogObserver = pinoLogObserver({
  ...{ debug: write, info: write, warn: write, error: write, fatal: write },
});
new Logger({ observer: bridge });
// @ts-expect-error: no fatal
pinoLogObserver({ debug: write, info: write, warn: write, error: write });
openTelemetryLogObserver({ emit: () => {} });
// @ts-expect-error: neither a logger nor a provider
openTelemetryLogObserver({});
