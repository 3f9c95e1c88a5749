/**
 * The addresses of a name as a resolver tells them, and when the first may be tried (RFC 8305, section 3).
 *
 * Rule: a resolver may have been plugged in and do anything; what it tells after it was stopped is not heard.
 */
import { implementer } from "../components/index.ts";
import {
  DNSLookupError,
  type IDelayedCall,
  type IHostAddress,
  type IHostResolution,
  IPv6Address,
  type IReactorPluggableNameResolver,
  type IReactorTime,
  IResolutionReceiver,
  type ResolveHostNameOptions,
} from "../net/index.ts";
import { type AddressOrder, isV6 } from "./address-order.ts";

/** How long an IPv4 address waits for one of IPv6: the Resolution Delay. */
const RESOLUTION_DELAY = 0.05;

export interface AddressesTold {
  /** There are addresses to be tried. */
  more(): void;
  /** … and there will be no others. */
  complete(): void;
}

export class HostnameAddresses implements IResolutionReceiver {
  static {
    implementer(IResolutionReceiver)(this);
  }
  /** Why there are no addresses, where the resolver has thrown. */
  wrong: DNSLookupError | null = null;
  readonly #reactor: IReactorTime & IReactorPluggableNameResolver;
  readonly #order: AddressOrder;
  readonly #told: AddressesTold;
  #options: ResolveHostNameOptions = {};
  #resolution: IHostResolution | null = null;
  #waiting: IDelayedCall | null = null;
  #begun = false;
  #ended = false;
  #stopped = false;

  constructor(
    reactor: IReactorTime & IReactorPluggableNameResolver,
    order: AddressOrder,
    told: AddressesTold,
  ) {
    this.#reactor = reactor;
    this.#order = order;
    this.#told = told;
  }

  begin(name: string, options: ResolveHostNameOptions): void {
    this.#options = options;
    try {
      const resolution = this.#reactor.nameResolver.resolveHostName(this, name, options);
      this.resolutionBegan(resolution);
    } catch (thrown) {
      const text = `no address of ${JSON.stringify(name)}: the resolver has thrown`;
      this.wrong = new DNSLookupError(text, { cause: thrown });
      this.resolutionComplete();
    }
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#endWaiting();
    if (!this.#ended) this.#resolution?.cancel();
  }

  // What the resolver calls.

  resolutionBegan(resolution: IHostResolution): void {
    if (this.#resolution !== null || this.#ended) return;
    this.#resolution = resolution;
    if (this.#stopped) resolution.cancel();
  }

  addressResolved(address: IHostAddress): void {
    if (this.#ended || this.#stopped) return;
    const v6 = isV6(address);
    if (!v6 && this.#options.addressTypes?.every((type) => type === IPv6Address)) return;
    this.#order.add(address);
    const mayWait = !v6 && !this.#begun && this.#options.addressTypes?.includes(IPv6Address);
    if (!mayWait) this.#begin();
    else this.#waiting ??= this.#reactor.callLater(RESOLUTION_DELAY, () => this.#begin());
  }

  resolutionComplete(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#stopped) return;
    this.#endWaiting();
    this.#told.complete();
  }

  #begin(): void {
    this.#begun = true;
    this.#endWaiting();
    this.#told.more();
  }

  #endWaiting(): void {
    if (this.#waiting?.active) this.#waiting.cancel();
    this.#waiting = null;
  }
}
