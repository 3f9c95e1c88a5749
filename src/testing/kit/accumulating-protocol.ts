/** A protocol that keeps all that happens to it: for the side of a connection that is not under test. */
import { ByteQueue } from "../../bytes/index.ts";
import { Deferred, type Failure } from "../../deferred/index.ts";
import { Protocol } from "../../protocols/index.ts";

/** After `twisted.internet.testing.AccumulatingProtocol`; the Deferreds are always there. */
export class AccumulatingProtocol extends Protocol {
  /** `connectionMade` was called; … `connectionLost` was. */
  made = false;
  closed = false;
  closedReason: Failure | null = null;
  /** Fires with this protocol when it is connected. */
  readonly madeDeferred: Deferred<this> = new Deferred();
  /** Fires when the connection is lost, whatever for. */
  readonly closedDeferred: Deferred<void> = new Deferred();
  readonly #received = new ByteQueue();

  /** All that has come, as one. */
  get data(): Uint8Array {
    return this.#received.peek(this.#received.length).slice();
  }

  override connectionMade(): void {
    this.made = true;
    if (!this.madeDeferred.called) this.madeDeferred.callback(this);
  }

  override dataReceived(data: Uint8Array): void {
    this.#received.append(data);
  }

  override connectionLost(reason: Failure): void {
    this.closed = true;
    this.closedReason = reason;
    if (!this.closedDeferred.called) this.closedDeferred.callback(undefined);
  }
}
