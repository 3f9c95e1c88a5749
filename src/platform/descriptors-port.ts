/** The port of descriptors that are watched, and not taken over. The rules of `port.ts` hold here too. */

export interface DescriptorsPlatform {
  /**
   * Call `ready` whenever a read of `fd` would not wait: level-triggered, once in each turn of the host's loop while
   * that is so, never from inside of a call. Gives what ends it. The descriptor, and what is in it, are left as they are.
   * Throws `ENOTSUP`, with a message that says why, for what cannot be watched; `EBADF` for what is none.
   */
  watchReads(fd: number, ready: () => void): () => void;
  /** The same for writes; left out where the host does not tell. */
  watchWrites?(fd: number, ready: () => void): () => void;
}
