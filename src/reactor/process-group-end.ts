/**
 * The end of a child and of its group, when the reactor stops: SIGTERM, some time, SIGKILL.
 *
 * Rule: it is over when the child has been waited for and nobody of its group lives, or when all that can be done
 * has been done.
 */
import type { ChildProcess } from "../platform/index.ts";

/** How often it is looked whether a group whose leader has ended lives on. */
const POLL_SECONDS = 0.02;
/** How long the host may take to carry a SIGKILL out. */
const GIVE_UP_SECONDS = 5;

export interface EndContext {
  /** As the platform's. A reactor that stops has no delayed calls any more. */
  alarm(seconds: number, ring: () => void): () => void;
}

export class ProcessGroupEnd {
  readonly #context: EndContext;
  readonly #child: ChildProcess;
  readonly #over: (error: unknown) => void;
  #exited: boolean;
  #isOver = false;
  #killed = false;
  #limit: (() => void) | null = null;
  #poll: (() => void) | null = null;

  /** @param over is called once; with what stood in the way, where it could not be ended. */
  constructor(
    context: EndContext,
    child: ChildProcess,
    exited: boolean,
    over: (error: unknown) => void,
  ) {
    this.#context = context;
    this.#child = child;
    this.#exited = exited;
    this.#over = over;
  }

  /** Ask it to end. */
  terminate(seconds: number): void {
    this.#signal("SIGTERM");
    if (this.#isOver) return;
    this.#limit ??= this.#context.alarm(seconds, () => this.kill());
    this.#look();
  }

  /** End it. */
  kill(): void {
    if (this.#isOver || this.#killed) return;
    this.#killed = true;
    this.#limit?.();
    this.#limit = this.#context.alarm(GIVE_UP_SECONDS, () =>
      this.#finish(new Error(`process ${this.#child.pid} lives on after SIGKILL`)),
    );
    this.#signal("SIGKILL");
    this.#look();
  }

  childExited(): void {
    this.#exited = true;
    this.#look();
  }

  #look(): void {
    if (this.#isOver || !this.#exited) return;
    if (!this.#child.groupLives()) this.#finish(undefined);
    else
      this.#poll ??= this.#context.alarm(POLL_SECONDS, () => {
        this.#poll = null;
        this.#look();
      });
  }

  #signal(signal: string): void {
    try {
      this.#child.signal(signal, "group");
    } catch (thrown) {
      // Nobody there: it has ended, and if it has not been waited for yet, we are about to hear.
      if ((thrown as { code?: unknown }).code !== "ESRCH") this.#finish(thrown);
    }
  }

  #finish(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#limit?.();
    this.#poll?.();
    this.#over(error);
  }
}
