/** Addresses of IPv4 and IPv6 as protocols send them, four bytes or sixteen, and as people write them. */
import { InvalidAddressError } from "./errors.ts";
import { isIPAddress, isIPv6Address } from "./ip-address.ts";

/** Four bytes or sixteen; a zone is no part of what travels. Throws `InvalidAddressError`: a name, say. */
export function ipAddressBytes(text: string): Uint8Array {
  if (isIPAddress(text)) return Uint8Array.from(text.split("."), Number);
  if (isIPv6Address(text)) return ipv6Bytes(text);
  throw new InvalidAddressError(`${JSON.stringify(text)} is no address of IPv4 or IPv6`);
}

/** RFC 4291, section 2.2: any of the three ways to write it. */
function ipv6Bytes(text: string): Uint8Array {
  const plain = text
    .replace(/%.*$/, "")
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
      const [a, b, c, d] = parts.slice(0, 4).map(Number) as [number, number, number, number];
      return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    });
  const [left = [], right = []] = plain
    .split("::")
    .map((half) => (half === "" ? [] : half.split(":")));
  const bytes = new DataView(new ArrayBuffer(16));
  for (const [at, group] of left.entries()) bytes.setUint16(2 * at, Number.parseInt(group, 16));
  for (const [at, group] of right.entries())
    bytes.setUint16(16 - 2 * (right.length - at), Number.parseInt(group, 16));
  return new Uint8Array(bytes.buffer);
}

/**
 * What four bytes, or sixteen, are as text: of IPv6 as RFC 5952 has it, an IPv4 address in it as such
 * (`::ffff:10.0.0.1`). Throws `InvalidAddressError` for another number of bytes.
 */
export function ipAddressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16)
    throw new InvalidAddressError(`an address has 4 bytes or 16, and not ${bytes.length}`);
  const mapped = ipv4InIPv6(bytes);
  if (mapped !== null) return `::ffff:${mapped.join(".")}`;
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16),
  );
  const { from, length } = longestZeros(groups);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, from).join(":")}::${groups.slice(from + length).join(":")}`;
}

/** The four bytes of `::ffff:0:0/96`; `null` where it is no such address. */
export function ipv4InIPv6(bytes: Uint8Array): Uint8Array | null {
  const prefix = bytes.subarray(0, 12);
  const isMapped = prefix.every((byte, at) => byte === (at < 10 ? 0 : 0xff));
  return bytes.length === 16 && isMapped ? bytes.subarray(12) : null;
}

/** The first of the longest runs. */
function longestZeros(groups: readonly string[]): { from: number; length: number } {
  let best = { from: 0, length: 0 };
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === "0") to += 1;
    if (to - from > best.length) best = { from, length: to - from };
  }
  return best;
}
