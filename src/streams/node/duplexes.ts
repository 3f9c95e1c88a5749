/** Where Duplexes come from: an endpoint that is connected to, or listened on. */
import { type Deferred, isThenable } from "../../deferred/index.ts";
import type {
  Cancellable,
  IListeningPort,
  IReactorTime,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
} from "../../net/index.ts";
import { factoryFrom } from "../../protocols/index.ts";
import { withCode } from "../error-code.ts";
import { ServingFactory } from "../serving-factory.ts";
import { TransportDuplex, type TransportDuplexOptions } from "./transport-duplex.ts";

/**
 * Connect, and give the connection as a Duplex. It is read from the host as far as its `highWaterMark` at once, so
 * that nothing is lost before you listen.
 */
export function connectDuplex(
  clock: IReactorTime,
  endpoint: IStreamClientEndpoint,
  { signal, ...options }: TransportDuplexOptions & Cancellable = {},
): Deferred<TransportDuplex> {
  const factory = factoryFrom(() => new TransportDuplex(clock, options));
  return endpoint.connect(factory, { signal });
}

/**
 * A Duplex that is being connected, as `net.connect` gives one: what is written waits. For libraries that ask for a
 * socket: `http.request({ createConnection: () => openDuplex(reactor, endpoint) })`. If it cannot be connected that is
 * an 'error'; to destroy it gives the attempt up.
 */
export function openDuplex(
  clock: IReactorTime,
  endpoint: IStreamClientEndpoint,
  options: TransportDuplexOptions = {},
): TransportDuplex {
  const duplex = new TransportDuplex(clock, options);
  const connecting = endpoint
    .connect(factoryFrom(() => duplex))
    .addErrback(({ value }) => void duplex.destroy(withCode(value)));
  duplex.once("close", () => connecting.cancel());
  return duplex;
}

/** What is to be done with each connection; an exception, or a rejection, ends that one. */
export type OnDuplex = (duplex: TransportDuplex) => unknown;

/** Builds a Duplex for each connection and hands it over. */
export class DuplexFactory extends ServingFactory<TransportDuplex> {
  constructor(clock: IReactorTime, onDuplex: OnDuplex, options: TransportDuplexOptions = {}) {
    super(() => new ServedDuplex(clock, onDuplex, options));
  }
}

class ServedDuplex extends TransportDuplex {
  readonly #onDuplex: OnDuplex;
  constructor(clock: IReactorTime, onDuplex: OnDuplex, options: TransportDuplexOptions) {
    super(clock, options);
    this.#onDuplex = onDuplex;
  }
  override connectionMade(): unknown {
    const result = this.#onDuplex(this);
    if (!isThenable(result)) return result;
    return result.then(undefined, (thrown: unknown) => {
      // That the Duplex has failed is no news: it is the connection's own reason.
      if (thrown !== this.errored) throw thrown;
    });
  }
}

/**
 * Listen, and give each connection as a Duplex:
 * `serveDuplexes(reactor, endpoint, (duplex) => httpServer.emit("connection", duplex))`.
 */
export function serveDuplexes(
  clock: IReactorTime,
  endpoint: IStreamServerEndpoint,
  onDuplex: OnDuplex,
  { signal, ...options }: TransportDuplexOptions & Cancellable = {},
): Deferred<IListeningPort> {
  return endpoint.listen(new DuplexFactory(clock, onDuplex, options), { signal });
}
