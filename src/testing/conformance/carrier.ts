/** What carries the streams of the cases: how one is listened for, and connected. */
import type { Deferred } from "../../deferred/index.ts";
import {
  type IAddress,
  type IClientFactory,
  type IConnector,
  IHostAddress,
  type IListeningPort,
  type IProtocolFactory,
  type IReactorTCP,
  type IReactorUNIX,
  UNIXAddress,
} from "../../net/index.ts";

export interface StreamCarrier {
  /** The class of the error where nobody listens (any more). */
  readonly refusal: string;
  /** How a connection ends that the peer aborts: only some carriers tell that from a close. */
  readonly aborted: "ConnectionLost" | "ConnectionDone";
  /** How a connection ends for which the server has no protocol. */
  readonly unserved: "ConnectionLost" | "ConnectionDone";
  /** @param at where a port of the same carrier has listened before; else a place of its own choice. */
  listen(factory: IProtocolFactory, at?: IAddress): Deferred<IListeningPort>;
  connect(at: IAddress, factory: IClientFactory, seconds: number): IConnector;
}

/** @param host the address that `server` listens on and `client` connects to. */
export function tcpStreams(server: IReactorTCP, client: IReactorTCP, host: string): StreamCarrier {
  return {
    refusal: "ConnectionRefusedError",
    aborted: "ConnectionLost",
    unserved: "ConnectionDone",
    listen: (factory, at) =>
      server.listenTCP(at ? IHostAddress(at).port : 0, factory, { interface: host }),
    connect: (at, factory, seconds) =>
      client.connectTCP(host, IHostAddress(at).port, factory, { seconds }),
  };
}

/** @param newPath a name that nobody listens at, another one at each call. */
export function unixStreams(
  server: IReactorUNIX,
  client: IReactorUNIX,
  newPath: () => string,
  differences: Partial<StreamCarrier> = {},
): StreamCarrier {
  return {
    refusal: "ConnectError",
    aborted: "ConnectionDone",
    unserved: "ConnectionDone",
    ...differences,
    listen: (factory, at) =>
      server.listenUNIX(at instanceof UNIXAddress ? at.name : newPath(), factory),
    connect: (at, factory, seconds) =>
      client.connectUNIX((at as UNIXAddress).name, factory, { seconds }),
  };
}
