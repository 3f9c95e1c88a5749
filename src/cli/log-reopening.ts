/** SIGHUP opens the log file anew, as after `logrotate` has moved it. Without a log file it ends the program, as ever. */
import { Logger } from "../logger/index.ts";
import { IReactorSignals } from "../net/index.ts";
import type { Feature } from "./feature.ts";

const log: Logger = new Logger({ namespace: "twist" });

export const LOG_REOPENING: Feature = {
  options: [],
  join({ reactor, log: to }) {
    const reopen = to?.reopen ?? null;
    if (reopen === null || !IReactorSignals.providedBy(reactor as unknown)) return null;
    let ignore = (): void => {};
    const handle = (): void => {
      try {
        reopen();
        log.info("received SIGHUP, the log is open anew");
      } catch (thrown) {
        log.failure("received SIGHUP, and cannot open the log anew", thrown);
      }
    };
    return {
      starting() {
        ignore = IReactorSignals(reactor).handleSignal("SIGHUP", handle);
      },
      stopped: () => ignore(),
    };
  },
};
