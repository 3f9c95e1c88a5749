/**
 * One connection that can be brought to an end without losing anything: it introduces its protocol to the transport, and
 * steps out of the way of the bytes.
 *
 * Rules: a protocol is drained once; whose it is then counts, after however many changes of protocols. What takes no part
 * in it is told nothing more, and closed when what its async `dataReceived` does is done.
 */
import { alsoProvides, implementer } from "../components/index.ts";
import { type Deferred, type Failure, maybeDeferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  IDrainable,
  IHalfCloseableProtocol,
  ILingeringTransport,
  ILoggingContext,
  IProtocol,
  type IStreamTransport,
  type ITransport,
  IWatchableTransport,
  type TransportWatcher,
} from "../net/index.ts";
import { InFlight, unwrap } from "../protocols/index.ts";
import { standIn } from "./stand-in.ts";

const log = new Logger({ namespace: "torsion.application" });
/** A peer that has been told that we have ended, and is silent for so long, is not waited for. */
const LINGER_SECONDS = 1;

/** All connections of a factory. */
export interface DrainingConnections {
  /** The end has begun. */
  readonly refusing: boolean;
  began(connection: DrainingConnection): void;
  ended(connection: DrainingConnection): void;
}

export class DrainingConnection
  implements IProtocol, IHalfCloseableProtocol, ILoggingContext, TransportWatcher
{
  static {
    implementer(IProtocol, ILoggingContext)(this);
  }
  readonly #all: DrainingConnections;
  readonly #built: IProtocol;
  #transport: IStreamTransport | null = null;
  #draining = false;
  #ended = false;
  #reads: InFlight | null = null;
  /** What is told nothing more, and what the transport has in its place. */
  #deaf: { readonly protocol: IProtocol; readonly inPlace: IProtocol } | null = null;

  constructor(all: DrainingConnections, built: IProtocol) {
    this.#all = all;
    this.#built = built;
  }

  // As the protocol.

  makeConnection(transport: ITransport): unknown {
    this.#transport = transport as IStreamTransport;
    this.#all.began(this);
    const given: unknown = transport;
    if (IWatchableTransport.providedBy(given)) {
      given.watch(this);
      given.setProtocol(this.#built);
    } else if (IHalfCloseableProtocol.providedBy(this.#built))
      alsoProvides(this, IHalfCloseableProtocol);
    const result: unknown = this.#built.makeConnection(transport);
    // It was built before the end began.
    if (this.#all.refusing) this.drain();
    return result;
  }

  connectionMade(): void {}

  // Only a transport that cannot be watched calls these: there this stays in between.

  dataReceived(data: Uint8Array): unknown {
    if (this.#deaf !== null) return undefined;
    const result: unknown = this.#built.dataReceived(data);
    this.received(result);
    return result;
  }

  readConnectionLost(): unknown {
    return (this.#built as unknown as IHalfCloseableProtocol).readConnectionLost();
  }

  writeConnectionLost(): unknown {
    return (this.#built as unknown as IHalfCloseableProtocol).writeConnectionLost();
  }

  connectionLost(reason: Failure): unknown {
    try {
      return this.#built.connectionLost(reason);
    } finally {
      this.lost();
    }
  }

  logPrefix(): string {
    const protocol: unknown = this.#built;
    return ILoggingContext.providedBy(protocol)
      ? protocol.logPrefix()
      : this.#built.constructor.name;
  }

  // As the watcher.

  received(result: unknown): void {
    if (result === undefined) return;
    this.#reads ??= new InFlight();
    this.#reads.until(result);
  }

  lost(): void {
    this.#ended = true;
    this.#all.ended(this);
  }

  // The end.

  drain(): void {
    if (this.#draining || this.#ended) return;
    this.#draining = true;
    this.#drain();
  }

  /** After a flush, whatever is still to be done. */
  close(): void {
    this.#transport?.loseConnection();
  }

  #drain(): void {
    const protocol = this.#protocol;
    const asked = unwrap(protocol);
    const drainable: unknown = protocol;
    const drained = IDrainable.providedBy(drainable)
      ? this.#drainProtocol(drainable)
      : this.#hearNoMore(protocol);
    drained.addCallbacks(
      () => this.#drained(asked),
      (failure) => this.#failed(failure),
    );
  }

  #drainProtocol(protocol: IDrainable): Deferred<unknown> {
    // What is behind a policy may have learned to listen since.
    const deaf = this.#deaf;
    if (deaf !== null && deaf.protocol === (protocol as unknown)) this.#takeOver(deaf.protocol);
    this.#deaf = null;
    return maybeDeferred(() => protocol.drain());
  }

  #hearNoMore(protocol: IProtocol): Deferred<unknown> {
    const inPlace = standIn(protocol, { dataReceived: () => {} });
    this.#takeOver(inPlace);
    this.#deaf = { protocol, inPlace };
    return (this.#reads ?? new InFlight()).none();
  }

  #drained(asked: IProtocol): void {
    if (this.#ended) return;
    if (unwrap(this.#protocol) !== asked) {
      // It has handed the connection over in the meantime.
      this.#drain();
      return;
    }
    const transport: unknown = this.#transport;
    if (ILingeringTransport.providedBy(transport)) transport.lingeringClose(LINGER_SECONDS);
    else this.close();
  }

  #failed(failure: Failure): void {
    if (this.#ended) return;
    log.failure("{protocol}: an exception while it was drained ends the connection", failure, {
      protocol: this.logPrefix(),
    });
    this.#transport?.abortConnection(failure.value);
  }

  /** Whose connection it is now. */
  get #protocol(): IProtocol {
    const transport: unknown = this.#transport;
    if (!IWatchableTransport.providedBy(transport)) return this.#built;
    const { protocol } = transport;
    return protocol === this.#deaf?.inPlace ? this.#deaf.protocol : protocol;
  }

  #takeOver(protocol: IProtocol): void {
    const transport: unknown = this.#transport;
    if (IWatchableTransport.providedBy(transport)) transport.setProtocol(protocol);
  }
}
