/// <reference lib="esnext.disposable" preserve="true" />
/** Waiting for a {@link FilesystemLock}: it is tried once a second, since nobody can tell when it is free. */
import { Deferred } from "./deferred.ts";
import { AlreadyTryingToLockError, TimeoutError } from "./errors.ts";
import { FilesystemLock, type LinkFiles } from "./filesystem-lock.ts";
import { withSignal } from "./signals.ts";
import type { TimeoutClock } from "./timeout.ts";

const INTERVAL_SECONDS = 1;

export interface DeferredFilesystemLockOptions {
  /** What keeps the time: a reactor, or a `Clock` in tests. */
  readonly clock: TimeoutClock;
  readonly files: LinkFiles;
}

export interface DeferUntilLockedOptions {
  /** How long to try, in seconds; as long as it takes by default. */
  readonly timeoutSeconds?: number;
  /** Aborting it gives up. */
  readonly signal?: AbortSignal | undefined;
}

export class DeferredFilesystemLock implements Disposable {
  readonly #lock: FilesystemLock;
  readonly #clock: TimeoutClock;
  #trying = false;

  constructor(name: string, { clock, files }: DeferredFilesystemLockOptions) {
    this.#lock = new FilesystemLock(name, files);
    this.#clock = clock;
  }

  get name(): string {
    return this.#lock.name;
  }

  /** See {@link FilesystemLock.locked}. */
  get locked(): boolean {
    return this.#lock.locked;
  }

  /** See {@link FilesystemLock.clean}. */
  get clean(): boolean {
    return this.#lock.clean;
  }

  /** See {@link FilesystemLock.lock}. */
  lock(): boolean {
    return this.#lock.lock();
  }

  /** See {@link FilesystemLock.unlock}. */
  unlock(): void {
    this.#lock.unlock();
  }

  [Symbol.dispose](): void {
    this.unlock();
  }

  /**
   * Fires with this lock when it is held; at once, if it is free. Fails with `TimeoutError`, or with what the file
   * system threw. Cancelling it gives up. Throws `AlreadyTryingToLockError` while an earlier one tries.
   */
  deferUntilLocked({ timeoutSeconds, signal }: DeferUntilLockedOptions = {}): Deferred<this> {
    if (this.#trying)
      throw new AlreadyTryingToLockError(`${this.name}: somebody waits for this lock already`);
    const calls: { cancel(): void; readonly active: boolean }[] = [];
    const held = new Deferred<this>(() => stop());
    const stop = (): void => {
      this.#trying = false;
      for (const call of calls.splice(0)) if (call.active) call.cancel();
    };
    const tryToLock = (): boolean => {
      try {
        if (!this.#lock.lock()) return false;
        stop();
        held.callback(this);
      } catch (thrown) {
        stop();
        held.errback(thrown);
      }
      return true;
    };
    const poll = (): void => {
      if (!tryToLock()) calls[0] = this.#clock.callLater(INTERVAL_SECONDS, poll);
    };
    this.#trying = true;
    poll();
    if (!held.called && timeoutSeconds !== undefined)
      calls[1] = this.#clock.callLater(timeoutSeconds, () => {
        if (tryToLock()) return;
        stop();
        held.errback(new TimeoutError(`${this.name}: not to be had in ${timeoutSeconds} s`));
      });
    return held.called ? held : withSignal(held, signal);
  }
}
