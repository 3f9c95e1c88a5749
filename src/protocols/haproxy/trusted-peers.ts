/** Who may send a header: whoever can, says where a connection comes from. */
import {
  type IAddress,
  IHostAddress,
  ipAddressBytes,
  ipv4InIPv6,
  isInSubnet,
  isIPv4OrIPv6Address,
  type Subnet,
  subnet,
} from "../../net/index.ts";

/** A function, or a list of addresses and networks: `["10.0.0.0/8", "::1"]`. */
export type TrustedPeers = ((peer: IAddress) => boolean) | readonly string[];

/**
 * What says of a peer whether it is trusted. In a list, IPv4 means the same as its form in IPv6 (`::ffff:10.0.0.1`), and
 * hosts of a simulated network can be named. UNIX sockets are in no list. Throws `InvalidAddressError` for a network
 * that is none.
 */
export function trustedBy(trusted: TrustedPeers): (peer: IAddress) => boolean {
  if (typeof trusted === "function") return trusted;
  const names = new Set(trusted);
  const networks = trusted
    .filter((text) => text.includes("/") || isIPv4OrIPv6Address(text))
    .map(network);
  return (peer) => {
    if (!IHostAddress.providedBy(peer)) return false;
    if (!isIPv4OrIPv6Address(peer.host)) return names.has(peer.host);
    const address = shortest(ipAddressBytes(peer.host));
    return networks.some((network) => isInSubnet(address, network));
  };
}

function network(text: string): Subnet {
  const { address, bits } = subnet(text);
  // A network of addresses that are all IPv4's.
  const isMapped = ipv4InIPv6(address) !== null && bits >= 96;
  return isMapped ? { address: shortest(address), bits: bits - 96 } : { address, bits };
}

function shortest(address: Uint8Array): Uint8Array {
  return ipv4InIPv6(address) ?? address;
}
