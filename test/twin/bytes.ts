/** The bytes of the scenarios: at each place of a stream a certain one, so that what comes can be checked. */

/** A prime, so that no multiple of a buffer's length goes unnoticed. */
const PERIOD = 65_521;
const pattern = Uint8Array.from({ length: PERIOD }, (_, i) => (i * 7 + (i >> 8) * 13) & 255);

/** `length` bytes from the place `from` of a stream. */
export function bytesAt(from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const start = (from + done) % PERIOD;
    const piece = pattern.subarray(start, Math.min(PERIOD, start + length - done));
    bytes.set(piece, done);
    done += piece.length;
  }
  return bytes;
}

/** Where a stream that should have these bytes at `from` has others for the first time; `-1`: nowhere. */
export function firstOther(from: number, bytes: Uint8Array): number {
  const wanted = bytesAt(from, bytes.length);
  if (Buffer.compare(bytes, wanted) === 0) return -1;
  return from + bytes.findIndex((byte, i) => byte !== wanted[i]);
}
