/** The first few are for code that runs in a thread, the rest for the reactor that has it started. */
export {
  blockingCallFromThread,
  callFromThread,
  isInIOThread,
  transferring,
} from "./call-from-thread.ts";
export type { MessageFromThread, MessageToThread, Outcome } from "./messages.ts";
export { notCloneable } from "./not-cloneable.ts";
export { threadMain, threadModule } from "./thread-main.ts";
export { describeThrown, rebuildThrown, type ThrownDescription } from "./thrown.ts";
