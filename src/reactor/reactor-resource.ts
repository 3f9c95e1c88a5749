/** What a reactor that runs is to those who look for what is alive. */
import type { Platform } from "../platform/index.ts";
import { tracking } from "../resources/index.ts";

/** While it runs it keeps the process alive; on simulated time it is only an object. */
export function trackRunning(
  reactor: { stop(): void },
  platform: Platform,
  state: () => string,
): void {
  tracking?.began(reactor, {
    kind: "running reactor",
    describe: () => `reactor on ${platform.name} that runs, and keeps the process alive`,
    isLive: () => state() !== "stopped",
    end: () => reactor.stop(),
    isClosing: () => state() === "stopping",
    harmless: platform.hold === undefined || platform.host !== undefined,
    owner: platform,
  });
}
