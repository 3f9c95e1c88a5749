/** Is a text an address of IPv4 or IPv6, as people write them? Names have to be looked up, addresses have not. */

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const GROUP = /^[\da-f]{1,4}$/i;

/** Four numbers from 0 to 255, without leading zeros: `127.1` and `010.0.0.1`, which some hosts take, are none. */
export function isIPAddress(text: string): boolean {
  return IPV4.test(text);
}

/** An address of either family, and so no name that has to be looked up. */
export function isIPv4OrIPv6Address(text: string): boolean {
  return isIPAddress(text) || isIPv6Address(text);
}

/** RFC 4291, section 2.2, and perhaps a zone (RFC 4007, section 11): `::1`, `::ffff:10.0.0.1`, `fe80::1%eth0`. */
export function isIPv6Address(text: string): boolean {
  if (!text.includes(":")) return false;
  const zone = text.indexOf("%");
  if (zone >= 0)
    return /^[\w.:-]+$/.test(text.slice(zone + 1)) && isIPv6Address(text.slice(0, zone));
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    const parts = half === "" ? [] : half.split(":");
    const isLast = index === halves.length - 1;
    if (isLast && isIPAddress(parts.at(-1) ?? "")) {
      parts.pop();
      groups += 2;
    }
    if (!parts.every((part) => GROUP.test(part))) return false;
    groups += parts.length;
  }
  // What `::` stands for is at least one group.
  return halves.length === 2 ? groups < 8 : groups === 8;
}
