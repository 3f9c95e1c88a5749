/** Where pairs of web streams come from: an endpoint that is connected to, or listened on. */
import { type Deferred, isThenable } from "../deferred/index.ts";
import type {
  Cancellable,
  IListeningPort,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
} from "../net/index.ts";
import { factoryFrom } from "../protocols/index.ts";
import { ServingFactory } from "./serving-factory.ts";
import { TransportStreams, type TransportStreamsOptions } from "./transport-streams.ts";

/** Connect, and give the connection as a pair of web streams. */
export function connectStreams(
  endpoint: IStreamClientEndpoint,
  { signal, ...options }: TransportStreamsOptions & Cancellable = {},
): Deferred<TransportStreams> {
  return endpoint.connect(
    factoryFrom(() => new TransportStreams(options)),
    { signal },
  );
}

/** What is to be done with each connection; an exception, or a rejection, ends that one. */
export type OnStreams = (streams: TransportStreams) => unknown;

/** Builds a pair of streams for each connection and hands it over. */
export class StreamsFactory extends ServingFactory<TransportStreams> {
  constructor(onStreams: OnStreams, options: TransportStreamsOptions = {}) {
    super(() => new ServedStreams(onStreams, options));
  }
}

class ServedStreams extends TransportStreams {
  readonly #onStreams: OnStreams;
  constructor(onStreams: OnStreams, options: TransportStreamsOptions) {
    super(options);
    this.#onStreams = onStreams;
  }
  override connectionMade(): unknown {
    const result = this.#onStreams(this);
    if (!isThenable(result)) return result;
    return result.then(undefined, (thrown: unknown) => {
      // That the streams have failed is no news: it is the connection's own reason.
      if (thrown !== this.reason) throw thrown;
    });
  }
}

/** Listen, and give each connection as a pair: `serveStreams(endpoint, ({ readable, writable }) => readable.pipeTo(writable))`. */
export function serveStreams(
  endpoint: IStreamServerEndpoint,
  onStreams: OnStreams,
  { signal, ...options }: TransportStreamsOptions & Cancellable = {},
): Deferred<IListeningPort> {
  return endpoint.listen(new StreamsFactory(onStreams, options), { signal });
}
