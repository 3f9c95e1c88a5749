/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A lock that processes of one machine share: a symbolic link whose target is the holder's process id.
 *
 * It is Twisted's `FilesystemLock`, and interlocks with it. A lock whose holder has died is taken over.
 */
import { NotHeldError } from "./errors.ts";

/** What a {@link FilesystemLock} needs of a file system; `linkFiles()` of `torsion/platform/node` is one. */
export interface LinkFiles {
  /** The id of this process. */
  readonly pid: number;
  /** Make a symbolic link at `path`, in one step. `false` where there is something already. */
  symlink(target: string, path: string): boolean;
  /** What the link at `path` says; `null` where there is none. */
  readlink(path: string): string | null;
  /** `false` where there is nothing. */
  remove(path: string): boolean;
  /** In one step. `false` where there is nothing. */
  rename(path: string, to: string): boolean;
  /** Is there such a process, of whatever user? */
  isRunning(pid: number): boolean;
}

export class FilesystemLock implements Disposable {
  readonly name: string;
  readonly #files: LinkFiles;
  #locked = false;
  #clean = true;

  /** @param name the path of the link; its folder must exist. */
  constructor(name: string, files: LinkFiles) {
    this.name = name;
    this.#files = files;
  }

  /** Does this object hold the lock? */
  get locked(): boolean {
    return this.#locked;
  }

  /** Was it free when it was locked last? `false`: its holder had died with it, and may have left things half done. */
  get clean(): boolean {
    return this.#clean;
  }

  /** Take the lock if it is free or its holder is dead; says whether it did. Throws what the file system does. */
  lock(): boolean {
    let clean = true;
    while (!this.#files.symlink(String(this.#files.pid), this.name)) {
      const holder = this.#files.readlink(this.name);
      if (holder === null) continue; // given back in between
      if (!this.#isDead(holder)) return false;
      const taken = this.#takeOver(holder);
      if (taken === null) return false;
      if (taken) clean = false;
    }
    this.#locked = true;
    this.#clean = clean;
    return true;
  }

  /** Give it back. Throws `NotHeldError` where this process does not hold it. */
  unlock(): void {
    if (this.#files.readlink(this.name) !== String(this.#files.pid))
      throw new NotHeldError(`${this.name}: this process does not hold the lock`);
    this.#files.remove(this.name);
    this.#locked = false;
  }

  /** {@link FilesystemLock.unlock}, at the end of the block of a `using`. */
  [Symbol.dispose](): void {
    this.unlock();
  }

  #isDead(holder: string): boolean {
    return isPid(holder) && !this.#files.isRunning(Number(holder));
  }

  /**
   * One process at a time: of three, one would else take away what another has just locked, and the third lock it in between.
   * `null`: another one is at it. A lock like this one keeps them apart; it takes a crash in these few steps to leave it.
   */
  #takeOver(holder: string): boolean | null {
    const taking = new FilesystemLock(`${this.name}.taking`, this.#files);
    if (!taking.lock()) return null;
    try {
      return this.#files.readlink(this.name) === holder && this.#takeAway(holder);
    } finally {
      taking.unlock();
    }
  }

  /**
   * Take the lock of a dead holder out of the way; says whether it was that. Another process may have been
   * faster, and the link be its own by now: whoever just removed it, as Twisted does, would leave two holders.
   * Ours do not come here at once, but Twisted's do.
   */
  #takeAway(holder: string): boolean {
    const aside = `${this.name}.${this.#files.pid}`;
    if (!this.#files.rename(this.name, aside)) return false;
    const taken = this.#files.readlink(aside);
    if (taken !== null && taken !== holder) this.#files.symlink(taken, this.name);
    this.#files.remove(aside);
    return taken === holder;
  }
}

function isPid(text: string): boolean {
  return /^[1-9]\d*$/.test(text);
}
