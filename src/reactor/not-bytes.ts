/** What a protocol is told that writes anything but bytes. */
import { NotBytesError } from "../net/index.ts";

export function notBytes(data: unknown): NotBytesError {
  const type = Object.prototype.toString.call(data).slice(8, -1);
  const advice = typeof data === "string" ? "; encode it, with utf8() of torsion/bytes" : "";
  return new NotBytesError(`write() takes a Uint8Array and was given: ${type}${advice}`);
}

/** `chunks`, of which nothing has been written yet: a sequence that ends in a mistake has not begun. Throws `NotBytesError`. */
export function allBytes(chunks: Iterable<Uint8Array>): readonly Uint8Array[] {
  const all: readonly Uint8Array[] = Array.isArray(chunks) ? chunks : [...chunks];
  for (let i = 0; i < all.length; i++) if (!(all[i] instanceof Uint8Array)) throw notBytes(all[i]);
  return all;
}
