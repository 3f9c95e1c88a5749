/**
 * The datagrams between a client of SOCKS 5 and its relay (RFC 1928, section 7): a header, and what travels.
 *
 * Rule: a datagram is whole, or it is none; all that is wrong with one is a `SOCKSMessageError`.
 */
import { concat } from "../../bytes/index.ts";
import { SOCKSMessageError } from "./errors.ts";
import { parseWith } from "./message.ts";
import { addressBytes, readAddress, type SOCKS5Address } from "./messages-5.ts";

export interface SOCKS5Datagram extends SOCKS5Address {
  /** 0: it is whole. Else it is a part of one, which may be dropped, and is here. */
  readonly fragment: number;
  /** A view of the bytes that were parsed. */
  readonly data: Uint8Array;
}

/** Host and port are where it is to go or, from the relay, where it has come from. */
export function parseSOCKS5Datagram(bytes: Uint8Array): SOCKS5Datagram {
  const parsed = parseWith(bytes, (reader) => {
    reader.constant(0, "first reserved byte");
    reader.constant(0, "second reserved byte");
    return { fragment: reader.byte(), ...readAddress(reader) };
  });
  if (parsed === null)
    throw new SOCKSMessageError(`the header does not end within ${bytes.length} bytes`);
  return { ...parsed.message, data: bytes.subarray(parsed.length) };
}

/** For who takes neither fragments nor what is no datagram, and has nobody to tell: `null` for both. */
export function wholeDatagram(bytes: Uint8Array): SOCKS5Datagram | null {
  try {
    const datagram = parseSOCKS5Datagram(bytes);
    return datagram.fragment === 0 ? datagram : null;
  } catch (thrown) {
    if (thrown instanceof SOCKSMessageError) return null;
    throw thrown;
  }
}

/** Throws for what is no address, name or port. Whether it is too long for UDP its port knows. */
export function buildSOCKS5Datagram(
  address: SOCKS5Address,
  data: Uint8Array,
  fragment = 0,
): Uint8Array {
  return concat([Uint8Array.of(0, 0, fragment), addressBytes(address), data]);
}
