/**
 * Which addresses belong to everybody's network, and which to the host itself, its neighbours or nobody.
 *
 * After the registries of special-purpose addresses (RFC 6890): who lets strangers connect through them would let them
 * into their own house by all that is in this table.
 */
import {
  ipAddressBytes,
  ipv4InIPv6,
  isInSubnet,
  isIPv4OrIPv6Address,
  type Subnet,
  subnet,
} from "../../net/index.ts";

/** Networks that are not everybody's, as `address/bits`. */
const SPECIAL_4: readonly Subnet[] = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // a carrier's own
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // this link: clouds tell their secrets here
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocols
  "192.0.2.0/24", // documentation
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and broadcast
].map(subnet);

/** Of IPv6 only 2000::/3 is given out. */
const GLOBAL_6 = subnet("2000::/3");
const SPECIAL_6: readonly Subnet[] = [
  "2001::/23", // protocols; Teredo, which carries addresses of IPv4
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4, which carries addresses of IPv4
  "3fff::/20", // documentation
].map(subnet);
/** NAT64, which carries addresses of IPv4: those count. */
const NAT64 = subnet("64:ff9b::/96");

/** `host` is an address, of either family, that belongs to everybody's network. Names are none. */
export function isPublicAddress(host: string): boolean {
  return isIPv4OrIPv6Address(host) && isPublic(ipAddressBytes(host));
}

function isPublic(address: Uint8Array): boolean {
  const isIn = (known: Subnet): boolean => isInSubnet(address, known);
  if (address.length === 4) return !SPECIAL_4.some(isIn);
  const carried = isIn(NAT64) ? address.subarray(12) : ipv4InIPv6(address);
  if (carried !== null) return isPublic(carried);
  return isIn(GLOBAL_6) && !SPECIAL_6.some(isIn);
}
