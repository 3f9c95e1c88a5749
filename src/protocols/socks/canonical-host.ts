/** Hosts as they are compared: one address has one text, however it was written or came from the network. */
import { ipAddressBytes, ipAddressText, ipv4InIPv6, isIPv6Address } from "../../net/index.ts";

/**
 * Without a zone, in the form of RFC 5952, and an IPv4 address that came as one of IPv6 as what it is: `127.0.0.1`, not
 * `::ffff:127.0.0.1`. A name stays as it is.
 */
export function canonicalHost(host: string): string {
  if (!isIPv6Address(host)) return host;
  const bytes = ipAddressBytes(host);
  return ipAddressText(ipv4InIPv6(bytes) ?? bytes);
}
