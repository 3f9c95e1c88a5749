/**
 * Where a TCP connector leads to: an address, or a name that is looked up anew for each attempt (X18).
 *
 * Rule: one object for each connector and, while there is no attempt, no more: there may be many connectors.
 */
import type { Deferred } from "../deferred/index.ts";
import {
  type HostAddressType,
  hostAddress,
  type IAddress,
  IPv4Address,
  IPv6Address,
  type TLSOptions,
} from "../net/index.ts";
import type { Socket, SocketAddress, TCPPlatform } from "../platform/index.ts";
import { ConnectByName } from "./connect-by-name.ts";
import type { Destination } from "./connector.ts";
import type { Names } from "./names.ts";

export class AddressDestination implements Destination {
  readonly to: SocketAddress;
  readonly tls: TLSOptions | null;
  readonly #tcp: TCPPlatform;
  readonly #from: SocketAddress | undefined;

  constructor(
    tcp: TCPPlatform,
    to: SocketAddress,
    { from, tls }: { readonly from?: SocketAddress | undefined; readonly tls: TLSOptions | null },
  ) {
    this.#tcp = tcp;
    this.to = to;
    this.#from = from;
    this.tls = tls;
  }

  get address(): IAddress {
    return hostAddress("TCP", this.to.host, this.to.port);
  }

  open(): Deferred<Socket> {
    return this.openAt(this.to);
  }

  protected openAt(at: SocketAddress): Deferred<Socket> {
    return this.#tcp.connect(at, this.#from ? { bindAddress: this.#from } : {});
  }

  /** From an address of one family only addresses of that family can be reached. */
  protected get families(): readonly HostAddressType[] | undefined {
    return this.#from && [this.#from.host.includes(":") ? IPv6Address : IPv4Address];
  }
}

export class NameDestination extends AddressDestination {
  readonly #names: Names;
  readonly #seconds: number;
  #attempt: ConnectByName | null = null;

  constructor(
    names: Names,
    seconds: number,
    ...address: ConstructorParameters<typeof AddressDestination>
  ) {
    super(...address);
    this.#names = names;
    this.#seconds = seconds;
  }

  override open(): Deferred<Socket> {
    const { to, families } = this;
    const attempt = new ConnectByName(this.#names, {
      to,
      seconds: this.#seconds,
      options: { portNumber: to.port, ...(families && { addressTypes: families }) },
      open: (at) => this.openAt(at),
    });
    this.#attempt = attempt;
    const connected = attempt.begin();
    connected.addBoth((result) => {
      if (this.#attempt === attempt) this.#attempt = null;
      return result;
    });
    return connected;
  }

  unfinished(): Error | undefined {
    return this.#attempt?.unfinished();
  }
}
