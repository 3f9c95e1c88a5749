/**
 * A port of a host that has a name: "Happy Eyeballs", RFC 8305, so that an address which does not answer costs a
 * quarter of a second and not the connection.
 *
 * Rules: an address needs no resolver. Addresses are tried as they come; what has not been told when there is an outcome
 * is not waited for.
 */
import { implementer } from "../components/index.ts";
import { type Deferred, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  type ConnectTCPOptions,
  DNSLookupError,
  type HostAddressType,
  hostAddress,
  type IProtocol,
  IPv4Address,
  IPv6Address,
  type IReactorPluggableNameResolver,
  type IReactorTCP,
  type IReactorTime,
  IStreamClientEndpoint,
  isIPv4OrIPv6Address,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { AddressOrder } from "./address-order.ts";
import { ConnectionRace } from "./connection-race.ts";
import { HostnameAddresses } from "./hostname-addresses.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";

export interface HostnameEndpointOptions extends ConnectTCPOptions {
  /**
   * Seconds from the beginning of one attempt to that of the next, unless it has failed before: the Connection Attempt
   * Delay; 0.25 by default, 0.01 at the least (RFC 8305, section 5).
   */
  readonly attemptDelay?: number;
  /** Only addresses of these classes; by default of both or, with `bindAddress`, of its family. */
  readonly addressTypes?: readonly HostAddressType[];
}

/** Letters of any alphabet, digits, `-` and `_`, in parts that are not empty; what is longer no DNS could tell. */
const NAME = /^(?=.{1,253}$)(?:[\p{L}\p{N}\p{M}_-]{1,63}(?:\.(?=.)|\.?$))+$/u;

export class HostnameEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorTCP & IReactorTime & IReactorPluggableNameResolver;
  readonly #host: string;
  readonly #port: number;
  readonly #options: ConnectTCPOptions;
  readonly #delay: number;
  readonly #types: readonly HostAddressType[];

  /** Throws `RangeError` for an `attemptDelay` that is too short. */
  constructor(
    reactor: IReactorTCP & IReactorTime & IReactorPluggableNameResolver,
    host: string,
    port: number,
    { attemptDelay = 0.25, addressTypes, ...options }: HostnameEndpointOptions = {},
  ) {
    if (!(attemptDelay >= 0.01))
      throw new RangeError(`attemptDelay is ${attemptDelay}, and has to be 0.01 s or more`);
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#options = options;
    this.#delay = attemptDelay;
    this.#types = (addressTypes ?? [IPv6Address, IPv4Address]).filter(
      (type) => options.bindAddress === undefined || type === typeOf(options.bindAddress.host),
    );
  }

  /**
   * Every call looks the name up and makes a connection of its own. Fails with what the last address that was tried has
   * failed with, whose `cause` has the errors of all (E2); with `DNSLookupError` where there is no address, and with `TimeoutError`.
   */
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    const factory = factoryFrom(source);
    const host = this.#host;
    if (isIPv4OrIPv6Address(host)) {
      if (!this.#types.includes(typeOf(host)))
        return this.#noAddress(`${host} is of the family that was not asked for`);
      return this.#at(host, this.#port).connect(factory, { signal });
    }
    if (!NAME.test(host)) return this.#noAddress(`${JSON.stringify(host)} is no name of a host`);
    try {
      return withSignal(this.#race(factory), signal);
    } catch (thrown) {
      // A number of seconds that is none.
      return fail(thrown);
    }
  }

  #race<P extends IProtocol>(factory: ReturnType<typeof factoryFrom<P>>): Deferred<P> {
    const order = new AddressOrder();
    const reactor = this.#reactor;
    const race = new ConnectionRace<P>(factory, {
      where: String(this),
      clock: reactor,
      seconds: this.#options.seconds ?? 30,
      delay: this.#delay,
      next: () => {
        const address = order.next();
        return address && this.#at(address.host, address.port);
      },
      none: () =>
        addresses.wrong ?? new DNSLookupError(`cannot connect to ${this}: ${host} has no address`),
      decided: () => addresses.stop(),
    });
    const host = this.#host;
    const addresses = new HostnameAddresses(reactor, order, {
      more: () => race.more(),
      complete: () => race.complete(),
    });
    addresses.begin(host, { portNumber: this.#port, addressTypes: this.#types });
    return race.connected;
  }

  #at(host: string, port: number): TCPClientEndpoint {
    return new TCPClientEndpoint(this.#reactor, host, port, { ...this.#options, resolved: true });
  }

  #noAddress(why: string): Deferred<never> {
    return fail(new DNSLookupError(`cannot connect to ${this}: ${why}`));
  }

  toString(): string {
    return String(hostAddress("TCP", this.#host, this.#port));
  }
}

function typeOf(host: string): HostAddressType {
  return host.includes(":") ? IPv6Address : IPv4Address;
}
