/** BIND: a port for one connection, from a certain host, to a client that has told that host where to connect to. */
import { Deferred } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import {
  type IAddress,
  IHostAddress,
  type IListeningPort,
  type IStreamServerEndpoint,
} from "../../net/index.ts";
import { ServerFactory } from "../factory.ts";
import { SOCKSRefused } from "./errors.ts";
import { RelayedConnection } from "./relayed-connection.ts";
import { NOT_ALLOWED } from "./reply-codes.ts";
import type { Handover } from "./server.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols.socks" });

export interface BindOptions {
  /** Who may connect; an address of all zeros is anybody. */
  readonly from: readonly string[];
  /** The port is open: the first reply. */
  readonly listening: (host: IAddress) => void;
  /** The connection is there: the second one. */
  readonly handOver: (made: RelayedConnection) => Handover | null;
}

/**
 * Listen for that one connection. Fires when it has been handed over; fails with `CannotListenError`, or with
 * `SOCKSRefused` when another host comes first. Whatever happens, the port is closed.
 */
export function bind(endpoint: IStreamServerEndpoint, options: BindOptions): Deferred<void> {
  const factory = new OneConnectionFactory(options);
  return endpoint.listen(factory).addCallback((port) => {
    factory.announced = true;
    options.listening(port.getHost());
    return factory.accepted.addBoth((result) => {
      close(port);
      return result as undefined;
    });
  });
}

function close(port: IListeningPort): void {
  port.stopListening().addErrback((failure) => log.failure("a port for BIND", failure));
}

const ANYBODY = ["0.0.0.0", "::"];

class OneConnectionFactory extends ServerFactory<RelayedConnection> {
  override noisy = false;
  readonly accepted: Deferred<void> = new Deferred<void>();
  announced = false;
  readonly #options: BindOptions;

  constructor(options: BindOptions) {
    super();
    this.#options = options;
  }

  override buildProtocol(peer: IAddress): RelayedConnection | null {
    const { accepted } = this;
    // Nobody knows of the port yet, or it is taken.
    if (!this.announced || accepted.called) return null;
    const { from, handOver } = this.#options;
    const host = IHostAddress.providedBy(peer) ? peer.host : "";
    if (!from.some((allowed) => allowed === host || ANYBODY.includes(allowed))) {
      accepted.errback(new SOCKSRefused(`a connection came from ${peer}`, NOT_ALLOWED));
      return null;
    }
    return new RelayedConnection((made) => {
      if (accepted.called) return null;
      const client = handOver(made);
      accepted.callback(undefined);
      return client;
    });
  }
}
