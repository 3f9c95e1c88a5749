/**
 * A factory whose connections can all be brought to an end, each by its protocol, as far as that can (`IDrainable`).
 *
 * Rules: a protocol is drained once; whose it is then counts, after however many changes of protocols. What takes no part
 * in it is told nothing more, and closed when what its async `dataReceived` does is done.
 */
import { Deferred, type Failure, maybeDeferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type IAddress,
  IDrainable,
  ILingeringTransport,
  type IProtocol,
  type ITransport,
} from "../net/index.ts";
import { InFlight, ProtocolWrapper, WrappingFactory } from "../protocols/index.ts";

const log = new Logger({ namespace: "torsion.application" });
/** A peer that has been told that we have ended, and is silent for so long, is not waited for. */
const LINGER_SECONDS = 1;

class DrainingProtocol<P extends IProtocol> extends ProtocolWrapper<P> {
  declare readonly factory: DrainingFactory<P>;
  #draining = false;
  #deaf = false;
  readonly #reads = new InFlight();

  override makeConnection(transport: ITransport): unknown {
    const result = super.makeConnection(transport);
    // Its protocol was built before the end began.
    if (this.factory.refusing) this.beginDrain();
    return result;
  }

  override dataReceived(data: Uint8Array): unknown {
    return this.#deaf ? undefined : this.#reads.until(super.dataReceived(data));
  }

  override connectionLost(reason: Failure): unknown {
    try {
      return super.connectionLost(reason);
    } finally {
      this.factory.checkDrained();
    }
  }

  beginDrain(): void {
    if (this.#draining || !this.connected) return;
    this.#draining = true;
    this.#drain();
  }

  #drain(): void {
    const { wrappedProtocol } = this;
    const protocol: unknown = wrappedProtocol;
    const drainable = IDrainable.providedBy(protocol);
    this.#deaf = !drainable;
    maybeDeferred(() => (drainable ? protocol.drain() : this.#reads.none())).addCallbacks(
      () => this.#drained(wrappedProtocol),
      (failure) => {
        if (!this.connected) return;
        log.failure("{prefix}: an exception while it was drained ends the connection", failure, {
          prefix: this.logPrefix(),
        });
        this.abortConnection(failure.value);
      },
    );
  }

  #drained(protocol: P): void {
    if (!this.connected) return;
    if (this.wrappedProtocol !== protocol) {
      // It has handed the connection over in the meantime.
      this.#drain();
      return;
    }
    const transport: unknown = this.transport;
    if (ILingeringTransport.providedBy(transport)) transport.lingeringClose(LINGER_SECONDS);
    else this.loseConnection();
  }
}

export class DrainingFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  DrainingProtocol<P>
> {
  /** No connection gets a protocol any more. */
  refusing = false;
  #waiting: Deferred<void>[] = [];

  override buildProtocol(peer: IAddress): DrainingProtocol<P> | null {
    return this.refusing ? null : super.buildProtocol(peer);
  }

  protected override wrap(built: P): DrainingProtocol<P> {
    return new DrainingProtocol(this, built);
  }

  /** Drain them all, and refuse others. Fires when the last has ended. */
  drain(): Deferred<void> {
    this.refusing = true;
    const drained = new Deferred<void>();
    this.#waiting.push(drained);
    for (const protocol of [...this.protocols]) protocol.beginDrain();
    this.checkDrained();
    return drained;
  }

  /** Close what there still is, after a flush. */
  closeAll(): void {
    for (const protocol of [...this.protocols]) protocol.transport.loseConnection();
  }

  /** One has ended. */
  checkDrained(): void {
    if (this.protocols.size > 0) return;
    for (const drained of this.#waiting.splice(0)) if (!drained.called) drained.callback(undefined);
  }
}
