/** Something that was begun and ends at some time, well or with an error. */
import { type Awaitable, maybeDeferred } from "../../deferred/index.ts";

export class Activity {
  isOver = false;

  /** @param failed is told of what it throws, or fails with. */
  constructor(begin: () => Awaitable<unknown>, failed: (error: unknown) => void) {
    maybeDeferred(begin)
      .addErrback((failure) => failed(failure.thrown))
      .addCallback(() => {
        this.isOver = true;
      });
  }
}

/** What tells errors apart, in a signature. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
