/** The checksum of a header (RFC 4960, appendix B): CRC-32 with Castagnoli's polynomial. */

const TABLE: Uint32Array = makeTable();

/** Of `bytes`, the four from `zeroed` on taken as zeros: the place of the checksum itself. */
export function crc32c(bytes: Uint8Array, zeroed = -4): number {
  let rest = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) {
    const byte = at >= zeroed && at < zeroed + 4 ? 0 : bytes[at]!;
    rest = TABLE[(rest ^ byte) & 0xff]! ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1;
    return rest;
  });
}
