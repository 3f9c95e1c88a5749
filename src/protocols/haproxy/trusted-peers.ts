/** Who may send a header: whoever can, says where a connection comes from. */
import {
  type IAddress,
  IHostAddress,
  InvalidAddressError,
  ipAddressBytes,
  ipv4InIPv6,
  isIPAddress,
  isIPv6Address,
} from "../../net/index.ts";

/** A function, or a list of addresses and networks: `["10.0.0.0/8", "::1"]`. */
export type TrustedPeers = ((peer: IAddress) => boolean) | readonly string[];

interface Network {
  readonly address: Uint8Array;
  readonly bits: number;
}

/**
 * What says of a peer whether it is trusted. In a list, IPv4 means the same as its form in IPv6 (`::ffff:10.0.0.1`), and
 * hosts of a simulated network can be named. UNIX sockets are in no list. Throws `InvalidAddressError` for a network
 * that is none.
 */
export function trustedBy(trusted: TrustedPeers): (peer: IAddress) => boolean {
  if (typeof trusted === "function") return trusted;
  const names = new Set(trusted);
  const networks = trusted.filter((text) => text.includes("/") || isNumeric(text)).map(network);
  return (peer) => {
    if (!IHostAddress.providedBy(peer)) return false;
    if (!isNumeric(peer.host)) return names.has(peer.host);
    const address = shortest(ipAddressBytes(peer.host));
    return networks.some((network) => isIn(address, network));
  };
}

function network(text: string): Network {
  const [host = "", prefix, more] = text.split("/");
  const full = isNumeric(host) ? ipAddressBytes(host) : null;
  const bits = prefix === undefined ? 8 * (full?.length ?? 0) : Number(prefix);
  const isPrefix = prefix === undefined || /^(?:0|[1-9]\d*)$/.test(prefix);
  if (full === null || more !== undefined || !isPrefix || bits > 8 * full.length)
    throw new InvalidAddressError(`${JSON.stringify(text)} is no network: 10.0.0.0/8, say`);
  // A network of addresses that are all IPv4's.
  const isMapped = ipv4InIPv6(full) !== null && bits >= 96;
  return isMapped ? { address: shortest(full), bits: bits - 96 } : { address: full, bits };
}

function isIn(address: Uint8Array, network: Network): boolean {
  if (address.length !== network.address.length) return false;
  return network.address.every((byte, at) => {
    const bits = Math.min(8, Math.max(0, network.bits - 8 * at));
    return (byte ^ address[at]!) >> (8 - bits) === 0;
  });
}

function shortest(address: Uint8Array): Uint8Array {
  return ipv4InIPv6(address) ?? address;
}

function isNumeric(host: string): boolean {
  return isIPAddress(host) || isIPv6Address(host);
}
