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
