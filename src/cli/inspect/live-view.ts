/**
 * The view as it lives: snapshots come in, keys are pressed, the terminal changes its size; each makes a new picture.
 *
 * Rule: however it ends, the terminal is as it was.
 */

import type { IDelayedCall, IReactorTime } from "../../net/index.ts";
import type { InspectionClient, InspectionWatcher } from "./inspection-client.ts";
import { Keys } from "./keys.ts";
import { type Model, modelOf } from "./model.ts";
import { PANES } from "./panes.ts";
import type { Screen } from "./screen.ts";
import type { Snapshot } from "./snapshot.ts";
import { render, type Shown, type Size, scrollLimits } from "./view.ts";
import { afterKey, FIRST_STATE, sortedPane, type ViewState } from "./view-state.ts";

/** Of a sequence that a key sends, the rest comes within that. */
const ESCAPE_SECONDS = 0.05;
/** Snapshots come every second. */
const SILENCE_SECONDS = 3;

export interface LiveViewOptions {
  readonly clock: IReactorTime;
  readonly screen: Screen;
  /** As it was typed. */
  readonly description: string;
  size(): Size;
  quit(): void;
}

export class LiveView implements InspectionWatcher {
  readonly #options: LiveViewOptions;
  readonly #keys = new Keys();
  #client: Pick<InspectionClient, "ask"> | null = null;
  #state: ViewState = FIRST_STATE;
  #model: Model | null = null;
  #latest: Snapshot | null = null;
  #trouble: string | null = null;
  #flush: IDelayedCall | null = null;
  /** When the last snapshot came; … */
  #heard: number | null = null;
  /** … and what waits for the next. */
  #silence: IDelayedCall | null = null;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  start(client: Pick<InspectionClient, "ask">): void {
    this.#client = client;
    this.#options.screen.enter();
    this.draw();
  }

  /** Give the terminal back; may be called again. */
  stop(): void {
    if (this.#flush?.active) this.#flush.cancel();
    this.#cancelSilence();
    this.#options.screen.leave();
  }

  snapshot(snapshot: Snapshot): void {
    this.#trouble = null;
    if (!this.#state.paused) this.#model = modelOf(snapshot, this.#latest);
    this.#latest = snapshot;
    this.#heard = this.#options.clock.seconds();
    this.#awaitNext(SILENCE_SECONDS);
    this.draw();
  }

  trouble(why: Error): void {
    this.#trouble = why.message;
    this.#cancelSilence();
    this.draw();
  }

  typed(bytes: Uint8Array): void {
    if (this.#flush?.active) this.#flush.cancel();
    this.#press(this.#keys.feed(bytes));
    if (!this.#keys.waits || this.#state.quit) return;
    this.#flush = this.#options.clock.callLater(ESCAPE_SECONDS, () => {
      this.#press(this.#keys.flush());
    });
  }

  resized(): void {
    this.#options.screen.forget();
    this.draw();
  }

  draw(): void {
    const { screen, size } = this.#options;
    screen.draw(render(this.#shown, this.#state, size()));
  }

  /** A program that is connected and says nothing is busy, or stopped: the picture is of before. */
  #awaitNext(seconds: number): void {
    this.#cancelSilence();
    this.#silence = this.#options.clock.callLater(seconds, () => {
      this.#awaitNext(1);
      this.draw();
    });
  }

  #cancelSilence(): void {
    if (this.#silence?.active) this.#silence.cancel();
    this.#silence = null;
  }

  get #shown(): Shown {
    const { description, clock } = this.#options;
    const silent =
      this.#trouble === null && this.#heard !== null ? clock.seconds() - this.#heard : 0;
    return {
      ...{ description, model: this.#model, trouble: this.#trouble },
      silentSeconds: silent < SILENCE_SECONDS ? null : silent,
    };
  }

  /** One picture for all of them: what is pasted may be long. */
  #press(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.#state.quit) return;
      this.#pressOne(key);
    }
    if (keys.length > 0 && !this.#state.quit) this.draw();
  }

  #pressOne(key: string): void {
    const before = this.#state;
    if (key === "ctrl-l") this.#options.screen.forget();
    const limits = scrollLimits(this.#shown, before, this.#options.size());
    this.#state = afterKey(before, key, limits);
    if (this.#state.quit) {
      this.#options.quit();
      return;
    }
    const order = orderOf(this.#state);
    if (order !== orderOf(before) && order !== null) this.#client?.ask({ by: order });
  }
}

/** By what the program is to choose connections, where it has more than it tells. */
function orderOf(state: ViewState): "ageSeconds" | "bytesIn" | "bytesOut" | "bufferedBytes" | null {
  const at = sortedPane(state);
  const column = state.sorted[at] ?? null;
  return column === null ? null : (PANES[at]!.columns[column]!.order ?? null);
}
