/** A TCP connection: a stream that the host can be told how to carry. */
import { implementer } from "../components/index.ts";
import { type IHostAddress, ITCPTransport } from "../net/index.ts";
import { StreamTransport } from "./stream-transport.ts";

export class TCPTransport extends StreamTransport implements ITCPTransport {
  static {
    implementer(ITCPTransport)(this);
  }
  #noDelay = true;
  #keepAlive = false;

  override getPeer(): IHostAddress {
    return super.getPeer() as IHostAddress;
  }

  override getHost(): IHostAddress {
    return super.getHost() as IHostAddress;
  }

  getTcpNoDelay(): boolean {
    return this.#noDelay;
  }

  setTcpNoDelay(enabled: boolean): void {
    this.#noDelay = enabled;
    this.withSocket((socket) => socket.setNoDelay?.(enabled));
  }

  getTcpKeepAlive(): boolean {
    return this.#keepAlive;
  }

  setTcpKeepAlive(enabled: boolean): void {
    this.#keepAlive = enabled;
    this.withSocket((socket) => socket.setKeepAlive?.(enabled));
  }
}
