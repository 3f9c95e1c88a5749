/** Where users begin: one object a connection, whose methods are called as things happen. */
import { implementer } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import {
  ILoggingContext,
  IProtocol,
  type IStreamTransport,
  type ITransport,
} from "../net/index.ts";
import type { Factory } from "./factory.ts";

/** What users extend: one for each connection, which hears what happens to it and writes to its `transport`. */
export class Protocol implements IProtocol, ILoggingContext {
  static {
    implementer(IProtocol, ILoggingContext)(this);
  }
  /** Set before `connectionMade`, and kept for ever: it goes on answering `getPeer` and `getHost`. */
  transport!: IStreamTransport;
  /** What built it, where that was a `Factory`. */
  factory: Factory | null = null;
  /** From `makeConnection` on. */
  connected = false;

  makeConnection(transport: ITransport): unknown {
    this.connected = true;
    this.transport = transport as IStreamTransport;
    // What an async method rejects with ends the connection, so the promise is handed on (X10).
    return this.connectionMade();
  }

  /** The connection is there: send a greeting, start a timer. */
  connectionMade(): void {}

  /** Some bytes have come: never a whole message, unless you are lucky. They are yours to keep. */
  dataReceived(_data: Uint8Array): void {}

  /** It is over; `reason.check(ConnectionDone)` where that was orderly. Called once, last. */
  connectionLost(_reason: Failure): void {}

  logPrefix(): string {
    return this.constructor.name;
  }
}
