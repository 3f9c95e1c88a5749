/** What a reactor's streams, datagram ports, names and processes are given of it. */
import type { Logger } from "../logger/index.ts";
import type { Platform } from "../platform/index.ts";
import { DescribedThings } from "./described-things.ts";
import type { StreamsContext } from "./streams.ts";
import type { Timers } from "./timers.ts";
import type { TLSContexts } from "./tls-contexts.ts";
import { Turn } from "./turn.ts";

/** @param timers is asked when something is to be called later: the timers need the turn themselves. */
export function streamsContext(
  platform: Platform,
  tls: TLSContexts,
  log: Logger,
  timers: () => Timers,
): StreamsContext {
  const turn = new Turn((run) => platform.soon(run), platform);
  return {
    tls,
    turn,
    things: new DescribedThings(),
    log,
    seconds: () => platform.now(),
    soon: (run) => platform.soon(run),
    nextTurn: (run) => void platform.alarm(0, () => turn.run(run)),
    callLater: (seconds, callable) => timers().callLaterForSelf(seconds, callable),
    owner: platform,
  };
}
