/**
 * What is in a file of a simulated disk: as programs see it, and as much of it as survives a loss of power.
 *
 * Rule: what was synced survives. Of what was not, all, nothing or the beginning does; the disk writes down by itself what
 * has waited for half a minute, as Linux does.
 */

/** Seconds after which what was written is on the disk, synced or not. */
export const WRITE_BACK: number = 30;

const NO_BYTES = new Uint8Array(0);

export class Content {
  #bytes = NO_BYTES;
  #length = 0;
  /** What is on the disk: the beginning of a buffer, which may be that of `#bytes`. */
  #synced = { bytes: NO_BYTES, length: 0 };
  #dirtySince: number | null = null;

  get length(): number {
    return this.#length;
  }

  read(at: number, size: number): Uint8Array {
    return this.#bytes.slice(Math.min(at, this.#length), Math.min(at + size, this.#length));
  }

  write(at: number, data: Uint8Array, now: number): void {
    this.#writeBack(now);
    const end = at + data.length;
    const keepsDisk = this.#synced.bytes === this.#bytes && at < this.#synced.length;
    if (end > this.#bytes.length || keepsDisk) {
      const bytes = new Uint8Array(Math.max(end, this.#bytes.length, 2 * this.#length));
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    if (at > this.#length) this.#bytes.fill(0, this.#length, at);
    this.#bytes.set(data, at);
    if (end > this.#length) this.#length = end;
    this.#dirtySince ??= now;
  }

  truncate(size: number, now: number): void {
    if (size === this.#length) return;
    if (size > this.#length) {
      this.write(this.#length, new Uint8Array(size - this.#length), now);
      return;
    }
    this.#writeBack(now);
    // What comes behind is written elsewhere, if this is what the disk has (see `write`).
    this.#length = size;
    this.#dirtySince ??= now;
  }

  sync(): void {
    this.#synced = { bytes: this.#bytes, length: this.#length };
    this.#dirtySince = null;
  }

  /** The power goes. */
  crash(now: number, draw: () => number): void {
    this.#writeBack(now);
    if (this.#dirtySince === null) return;
    const fate = draw();
    if (fate < 1 / 3) {
      this.#bytes = this.#synced.bytes;
      this.#length = this.#synced.length;
    } else if (fate < 2 / 3) {
      const { length } = this.#synced;
      const from = this.#length >= length && this.#beginsAsSynced() ? length : 0;
      this.#length = from + Math.floor(draw() * (this.#length - from + 1));
    }
    this.sync();
  }

  #writeBack(now: number): void {
    if (this.#dirtySince !== null && now - this.#dirtySince > WRITE_BACK) this.sync();
  }

  #beginsAsSynced(): boolean {
    const { bytes, length } = this.#synced;
    for (let i = 0; i < length; i++) if (bytes[i] !== this.#bytes[i]) return false;
    return true;
  }
}
