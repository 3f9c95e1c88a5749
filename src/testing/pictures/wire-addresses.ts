/**
 * The addresses that simulated hosts have on a wire that others are to read, where most have only a name.
 *
 * A literal address stands for itself. A host's name gets 10.0.0.n, or fd00::n where the other end is IPv6,
 * and a host's loopback gets an address of its own, 127.0.0.n: many hosts are in one capture.
 */
import { ipAddressBytes, isIPAddress, isIPv6Address } from "../../net/index.ts";

const FIRST_IPV4 = 0x0a_00_00_00;
const LOOPBACK_IPV4 = 0x7f_00_00_00;

/** Four bytes or sixteen. */
export type AddressBytes = Uint8Array;

export class WireAddresses {
  readonly #indexes = new Map<string, number>();
  readonly #names = new Map<string, { readonly bytes: AddressBytes; readonly name: string }>();
  /** Literal addresses, which no host may be given. */
  readonly #literals: ReadonlySet<string>;
  #next = 1;

  /** @param literals the addresses that hosts have already */
  constructor(literals: Iterable<string> = []) {
    this.#literals = new Set(literals);
  }

  /** Both ends of what goes from `from` to `to`, of the same family; as its source and destination say. */
  pair(
    from: { readonly host: string; readonly address: string },
    to: { readonly host: string; readonly address: string },
  ): { readonly source: AddressBytes; readonly destination: AddressBytes } {
    const isIPv6 = isIPv6Address(from.address) || isIPv6Address(to.address);
    const source = this.#bytesOf(from.host, from.address, isIPv6);
    // What a host sends from is its own; what it sends to may be everybody's.
    if (from.host !== from.address) this.#name(source, from.host);
    return {
      source,
      destination: this.#bytesOf(to.host, to.address, isIPv6),
    };
  }

  /** Every address of a host that is called otherwise, with the host's name. */
  get named(): readonly { readonly bytes: AddressBytes; readonly name: string }[] {
    return [...this.#names.values()];
  }

  #bytesOf(host: string, address: string, isIPv6: boolean): AddressBytes {
    const isLoopback = address === "::1" || address === "localhost" || /^127\./.test(address);
    if (isIPv6Address(address) && !isLoopback) return ipAddressBytes(address);
    if (isIPAddress(address) && !isLoopback && !isIPv6) return ipAddressBytes(address);
    return this.#give(host, isIPv6, isLoopback);
  }

  #give(host: string, isIPv6: boolean, isLoopback: boolean): AddressBytes {
    const index = this.#indexOf(host);
    const bytes = isIPv6
      ? ipAddressBytes(
          `fd00::${isLoopback ? "7f:" : ""}${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}`,
        )
      : ipv4Of((isLoopback ? LOOPBACK_IPV4 : FIRST_IPV4) + index);
    return this.#name(bytes, host);
  }

  #name(bytes: AddressBytes, name: string): AddressBytes {
    const key = bytes.join(".");
    if (!this.#names.has(key)) this.#names.set(key, { bytes, name });
    return bytes;
  }

  /** From 1, in the order in which they are asked for. */
  #indexOf(host: string): number {
    const known = this.#indexes.get(host);
    if (known !== undefined) return known;
    while (this.#literals.has(ipv4Of(FIRST_IPV4 + this.#next).join("."))) this.#next += 1;
    const index = this.#next++;
    this.#indexes.set(host, index);
    return index;
  }
}

function ipv4Of(number: number): AddressBytes {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}
