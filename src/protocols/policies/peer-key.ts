/** Which connections come from the same peer: what limits per peer count by. */
import { type IAddress, IHostAddress } from "../../net/index.ts";

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
    return maybe.host.includes(":") ? ipv6Key(maybe.host, ipv6PrefixBits) : maybe.host;
  };
}

function ipv6Key(host: string, bits: number): string {
  const [text = "", zone] = host.split("%");
  const groups = groupsOf(text);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join(".");
  const kept = groups.map((group, i) => group & (0xffff << clamp(16 * (i + 1) - bits)) & 0xffff);
  const prefix = kept.map((group) => group.toString(16)).join(":");
  // A link-local address means nothing without its link.
  return `${prefix}/${bits}${zone === undefined ? "" : `%${zone}`}`;
}

const clamp = (bits: number): number => Math.min(16, Math.max(0, bits));

/** The eight groups of an address that is one: a host has told it. */
function groupsOf(text: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = dotted
    ? `${dotted[1]}${pair(dotted[2]!, dotted[3]!)}:${pair(dotted[4]!, dotted[5]!)}`
    : text;
  const [before = "", after] = hex.split("::");
  const head = numbers(before);
  const tail = after === undefined ? [] : numbers(after);
  const missing = Math.max(0, 8 - head.length - tail.length);
  return [...head, ...new Array<number>(missing).fill(0), ...tail].slice(0, 8);
}

const pair = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);

function numbers(groups: string): number[] {
  return groups === "" ? [] : groups.split(":").map((group) => Number.parseInt(group, 16));
}
