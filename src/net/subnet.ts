/** Networks of addresses, as people write them: `10.0.0.0/8`, `2001:db8::/32`, or one address alone. */
import { InvalidAddressError } from "./errors.ts";
import { isIPv4OrIPv6Address } from "./ip-address.ts";
import { ipAddressBytes } from "./ip-address-bytes.ts";

export interface Subnet {
  /** An address of it, of four bytes or sixteen. */
  readonly address: Uint8Array;
  /** How many bits, of the first ones, its addresses have in common. */
  readonly bits: number;
}

/** The network that `text` says. Throws `InvalidAddressError`. */
export function subnet(text: string): Subnet {
  const [host = "", prefix, more] = text.split("/");
  const address = isIPv4OrIPv6Address(host) ? ipAddressBytes(host) : null;
  const most = 8 * (address?.length ?? 0);
  const bits = prefix === undefined ? most : Number(prefix);
  const isPrefix = prefix === undefined || /^(?:0|[1-9]\d*)$/.test(prefix);
  if (address === null || more !== undefined || !isPrefix || bits > most)
    throw new InvalidAddressError(`${JSON.stringify(text)} is no network: 10.0.0.0/8, say`);
  return { address, bits };
}

/** An address of the other family is in no network of this one: `ipv4InIPv6` says which are of both. */
export function isInSubnet(address: Uint8Array, network: Subnet): boolean {
  if (address.length !== network.address.length) return false;
  return network.address.every(
    (byte, at) => ((byte ^ address[at]!) & mask(network.bits, at)) === 0,
  );
}

/** The first address of the network of `bits` that `address` is in: all its other bits are zero. */
export function firstInSubnet({ address, bits }: Subnet): Uint8Array {
  return address.map((byte, at) => byte & mask(bits, at));
}

/** What counts of the byte `at`, where `bits` count of all. */
function mask(bits: number, at: number): number {
  const counting = Math.min(8, Math.max(0, bits - 8 * at));
  return (0xff << (8 - counting)) & 0xff;
}
