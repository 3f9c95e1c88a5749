/**
 * In which order the addresses of a name are tried: the families in turn, IPv6 first (RFC 8305, section 4, with a First
 * Address Family Count of 1). Within a family the order is the resolver's, which is for RFC 6724 to say.
 *
 * Rule: addresses may come while others are being tried already.
 */
import type { IHostAddress } from "../net/index.ts";

/** More of one name are not kept. */
const MOST_ADDRESSES = 64;

export class AddressOrder {
  readonly #seen = new Set<string>();
  readonly #v6: IHostAddress[] = [];
  readonly #v4: IHostAddress[] = [];
  #lastWasV6 = false;

  /** Twice the same is once. */
  add(address: IHostAddress): void {
    const key = String(address);
    if (this.#seen.has(key) || this.#seen.size >= MOST_ADDRESSES) return;
    this.#seen.add(key);
    (isV6(address) ? this.#v6 : this.#v4).push(address);
  }

  next(): IHostAddress | undefined {
    const [wanted, other] = this.#lastWasV6 ? [this.#v4, this.#v6] : [this.#v6, this.#v4];
    const address = wanted.shift() ?? other.shift();
    if (address !== undefined) this.#lastWasV6 = isV6(address);
    return address;
  }
}

export function isV6({ host }: IHostAddress): boolean {
  return host.includes(":");
}
