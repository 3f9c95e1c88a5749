/** Two addresses as a header has to have them: both of one family. */
import { concat } from "../../bytes/index.ts";
import {
  type IAddress,
  IHostAddress,
  ipAddressBytes,
  isIPv4OrIPv6Address,
} from "../../net/index.ts";

export interface HeaderEnds {
  readonly type: "TCP" | "UDP";
  /** Both of 4 bytes, or both of 16. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

const IPV4_IN_IPV6 = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

/** `null` where a header cannot say it: names instead of addresses, TCP and UDP. IPv4 beside IPv6 is written as IPv6. */
export function sameFamily(
  source: IAddress | null,
  destination: IAddress | null,
): HeaderEnds | null {
  if (!isNumeric(source) || !isNumeric(destination) || source.type !== destination.type)
    return null;
  let from = ipAddressBytes(source.host);
  let to = ipAddressBytes(destination.host);
  if (from.length < to.length) from = concat([IPV4_IN_IPV6, from]);
  if (to.length < from.length) to = concat([IPV4_IN_IPV6, to]);
  const { port: sourcePort, type } = source;
  return { type, source: from, destination: to, sourcePort, destinationPort: destination.port };
}

function isNumeric(address: unknown): address is IHostAddress {
  return IHostAddress.providedBy(address) && isIPv4OrIPv6Address(address.host);
}
