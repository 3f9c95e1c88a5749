/** A client and a server that are connected and pump themselves, until the connection is over. */
import { Deferred } from "../../deferred/index.ts";
import type { IProtocol, IReactorTime } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { joinProtocols } from "./connect.ts";
import type { IOPump, PumpOptions } from "./io-pump.ts";
import { identityPumpPolicy, type PumpPolicy } from "./pump-policy.ts";
import { PumpedReactor } from "./pumped-reactor.ts";
import { whenBothLost } from "./when-lost.ts";

export interface LoopbackAsyncOptions extends PumpOptions {
  /** `identityPumpPolicy` by default. */
  readonly pumpPolicy?: PumpPolicy;
  /**
   * What gives time to the transports, and to each round a turn: a reactor. Without it a round comes as soon as
   * the code that runs has come to its end, before the host's loop turns, and time stands still.
   */
  readonly clock?: IReactorTime;
}

/**
 * Connect two protocols and move what they write, never from inside of their `write`. Fires when both have been
 * told of the end; fails where it was an exception of theirs that ended it. Cancelling it aborts the connection.
 * After `twisted.protocols.loopback.loopbackAsync`.
 */
export function loopbackAsync(
  server: IProtocol,
  client: IProtocol,
  { clock, pumpPolicy = identityPumpPolicy, ...options }: LoopbackAsyncOptions = {},
): Deferred<void> {
  let pump: IOPump | null = null;
  let scheduled = false;
  let failed: (thrown: unknown) => void = () => {};
  const round = (): void => {
    scheduled = false;
    try {
      if (pump?.pump()) woken();
    } catch (thrown) {
      failed(thrown);
    }
  };
  const woken = (): void => {
    if (scheduled) return;
    scheduled = true;
    if (clock === undefined) Promise.resolve().then(round);
    else clock.callLater(0, round);
  };
  const bothLost = whenBothLost(server, client);
  const pumped = new PumpedReactor({ clock: clock ?? new Clock(), woken });
  const done = new Deferred<void>(() => {
    for (const { transport } of [client, server] as { transport?: Abortable }[])
      transport?.abortConnection();
  });
  failed = (thrown) => {
    if (!done.called) done.errback(thrown);
  };
  bothLost.addCallbacks(
    () => {
      if (!done.called) done.callback(undefined);
    },
    (failure) => failed(failure),
  );
  pump = joinProtocols(pumped, { client, server }, { pumpPolicy, ...options });
  woken();
  return done;
}

interface Abortable {
  abortConnection(): void;
}
