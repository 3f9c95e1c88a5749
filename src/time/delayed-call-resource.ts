/** What delayed calls are to those who look for what is alive. */
import type { ResourceOwner, ResourceType } from "../resources/index.ts";
import type { IDelayedCall } from "./interfaces.ts";

export interface DelayedCallResource {
  readonly seconds: () => number;
  readonly owner?: ResourceOwner;
  /** Is no call made any more? */
  readonly stopped?: () => boolean;
  /** They go with the last reference to their clock. */
  readonly harmless?: boolean;
}

export function delayedCallResource({
  seconds,
  stopped = () => false,
  ...others
}: DelayedCallResource): ResourceType<IDelayedCall> {
  return {
    kind: "delayed call",
    describe: String,
    isLive: (call) => call.active && !stopped(),
    secondsLeft: (call) => call.getTime() - seconds(),
    end: (call) => call.cancel(),
    ...others,
  };
}
