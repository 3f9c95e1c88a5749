/** What one writes for UDP: one object for all peers, of which there may be any number. */
import { implementer } from "../components/index.ts";
import { IDatagramProtocol, type IHostAddress, type IMulticastTransport } from "../net/index.ts";

export class DatagramProtocol implements IDatagramProtocol {
  static {
    implementer(IDatagramProtocol)(this);
  }
  /** Set before `startProtocol`. */
  transport!: IMulticastTransport;
  #ports = 0;

  makeConnection(transport: IMulticastTransport): unknown {
    this.transport = transport;
    this.#ports += 1;
    // What an async method rejects with is the port's to log, so the promise is handed on.
    return this.#ports === 1 ? this.startProtocol() : undefined;
  }

  doStop(): unknown {
    this.#ports -= 1;
    return this.#ports === 0 ? this.stopProtocol() : undefined;
  }

  /** The first port is open: join groups, start timers. */
  startProtocol(): void {}

  /** The last one is closed. */
  stopProtocol(): void {}

  /** A whole datagram, from anybody. It is yours to keep. */
  datagramReceived(_data: Uint8Array, _from: IHostAddress): void {}

  /** Of a connected port: nobody is there. */
  connectionRefused(): void {}
}
