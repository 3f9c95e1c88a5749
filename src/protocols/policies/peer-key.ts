/** Which connections come from the same peer: what limits per peer count by. */
import {
  firstInSubnet,
  type IAddress,
  IHostAddress,
  ipAddressBytes,
  ipAddressText,
  ipv4InIPv6,
  isIPv6Address,
} from "../../net/index.ts";

/** How a peer is told from others: those with the same text are one; `null` is nobody in particular, and not limited. */
export type PeerOf = (address: IAddress) => string | null;

export interface PeerOptions {
  /**
   * How many bits of an IPv6 address tell a peer from others; all 128 by default. 64 is wise where strangers connect, for every
   * one of them is given so many addresses at least.
   */
  readonly ipv6PrefixBits?: number;
  /** Another way to tell peers apart. */
  readonly peerOf?: PeerOf;
}

/**
 * The host of an address, without its port; IPv4 mapped into IPv6 is IPv4. Whoever has no address of its own, as clients of
 * UNIX sockets have none, is the same peer as all others that have none.
 */
export function peerKeyFor({ ipv6PrefixBits = 128, peerOf }: PeerOptions = {}): PeerOf {
  if (!(Number.isInteger(ipv6PrefixBits) && ipv6PrefixBits >= 1 && ipv6PrefixBits <= 128))
    throw new RangeError(`ipv6PrefixBits: ${ipv6PrefixBits}; a whole number from 1 to 128, please`);
  if (peerOf !== undefined) return peerOf;
  return (address) => {
    const maybe: unknown = address;
    if (!IHostAddress.providedBy(maybe)) return String(address);
    return isIPv6Address(maybe.host) ? ipv6Key(maybe.host, ipv6PrefixBits) : maybe.host;
  };
}

function ipv6Key(host: string, bits: number): string {
  const address = ipAddressBytes(host);
  const mapped = ipv4InIPv6(address);
  if (mapped !== null) return ipAddressText(mapped);
  const [, zone] = host.split("%");
  // A link-local address means nothing without its link.
  const link = zone === undefined ? "" : `%${zone}`;
  return `${ipAddressText(firstInSubnet({ address, bits }))}/${bits}${link}`;
}
