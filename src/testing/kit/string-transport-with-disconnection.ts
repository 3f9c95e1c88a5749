/** A `StringTransport` whose protocol is told of the end. */
import { implementer } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import {
  ConnectionAborted,
  ConnectionDone,
  type IProtocol,
  IStreamTransport,
} from "../../net/index.ts";
import { StringTransport } from "./string-transport.ts";

/**
 * After `twisted.internet.testing.StringTransportWithDisconnection`: `loseConnection` calls the
 * `connectionLost` of `protocol`, at once and exactly once. (A real connection calls it later, never from inside.)
 */
export class StringTransportWithDisconnection extends StringTransport {
  static {
    implementer(IStreamTransport)(this);
  }
  /** Whom to tell; set it beside `makeConnection`. */
  protocol: IProtocol | null = null;

  /** A close that waits for a producer comes when that unregisters. */
  override loseConnection(reason?: Error): void {
    super.loseConnection(reason);
    if (this.producer === null)
      this.#lost(this.reason ?? new ConnectionDone("the connection was closed in order"));
  }

  override unregisterProducer(): void {
    super.unregisterProducer();
    if (this.disconnecting) this.loseConnection();
  }

  override abortConnection(reason?: Error): void {
    super.abortConnection(reason);
    this.#lost(this.reason ?? new ConnectionAborted("the connection was aborted on this side"));
  }

  #lost(reason: Error): void {
    if (!this.connected) return;
    this.connected = false;
    this.disconnected = true;
    this.protocol?.connectionLost(new Failure(reason));
  }
}
