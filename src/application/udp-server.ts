/** A service that has a UDP port open while it runs, in the groups that it was told. */
import { implementer } from "../components/index.ts";
import {
  type Coroutine,
  type Deferred,
  inlineCallbacks,
  maybeDeferred,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type Figures,
  type IDatagramProtocol,
  IFigures,
  type IMulticastTransport,
  type IReactorMulticast,
  type IReactorUDP,
  type ListenMulticastOptions,
  type ListenUDPOptions,
} from "../net/index.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";
import { ServicePort } from "./service-port.ts";

const log = new Logger({ namespace: "torsion.application" });

interface GroupsOption {
  /** Addresses of groups, which it is in while it runs; a group that cannot be joined fails the start. */
  readonly groups?: readonly string[];
}

/** Where several programs of a host are to get what is sent to a group, `listenMultiple` says so. */
export type UDPServerOptions = GroupsOption &
  (
    | (ListenUDPOptions & { readonly reactor: IReactorUDP; readonly listenMultiple?: undefined })
    | (ListenMulticastOptions & { readonly reactor: IReactorMulticast })
  );

export class UDPServer extends Service implements IFigures {
  static {
    implementer(IFigures)(this);
  }
  readonly #port: ServicePort<IMulticastTransport>;

  /** @param port 0 lets the host choose. */
  constructor(port: number, protocol: IDatagramProtocol, options: UDPServerOptions) {
    super();
    this.#port = new ServicePort(() => inlineCallbacks(listen, port, protocol, options));
  }

  /** The port, while it is open: `service.port?.getHost()` says where. */
  get port(): IMulticastTransport | null {
    return this.#port.port;
  }

  /** For who inspects the program. */
  figures(): Figures {
    return this.#port.figures();
  }

  /** Opens the port. Fires when it is open, and in all groups; fails with `CannotListenError` or `MulticastJoinError`. */
  override privilegedStartService(): Deferred<void> {
    return this.#open();
  }

  /** Opens the port, if that was not done before. */
  override startService(): Deferred<void> {
    super.startService();
    return this.#open();
  }

  /** Fires when the port is closed. */
  override stopService(): Deferred<void> {
    super.stopService();
    return this.#port.close();
  }

  #open(): Deferred<void> {
    const before = this.#port.port;
    return this.#port.open().addCallback(() => {
      const address = this.#port.port?.getHost();
      if (before === null)
        log.info("{path} has {address}, UDP", { path: servicePath(this), address });
    });
  }
}

function* listen(
  port: number,
  protocol: IDatagramProtocol,
  { groups = [], ...options }: UDPServerOptions,
): Coroutine<IMulticastTransport> {
  const opened = yield* options.listenMultiple === undefined
    ? (options.reactor as IReactorUDP).listenUDP(port, protocol, options)
    : options.reactor.listenMulticast(port, protocol, options);
  try {
    for (const group of groups) yield* opened.joinGroup(group);
  } catch (error) {
    yield* maybeDeferred(() => opened.stopListening()).addErrback(() => {});
    throw error;
  }
  return opened;
}
