/** A port that is listened on: builds a protocol for each connection that comes in. */
import { implementer } from "../components/index.ts";
import { type Deferred, Failure } from "../deferred/index.ts";
import type { LogContext } from "../logger/index.ts";
import {
  type IAddress,
  type IDelayedCall,
  IListeningPort,
  type IProtocolFactory,
  type PortDescription,
  type TLSOptions,
} from "../net/index.ts";
import type { Listener, PlatformError, Socket } from "../platform/index.ts";
import { inConsequenceOf } from "../resources/index.ts";
import { type AcceptContext, accept } from "./accept.ts";
import { afterwards } from "./afterwards.ts";
import { surroundingLogContext } from "./connection-log-context.ts";
import { addressOf, kindOf } from "./stream-address.ts";
import { classOf, nameOfFactory, runUserCode } from "./user-code.ts";

/** What a port needs of its reactor. */
export interface PortContext extends AcceptContext {
  portClosed(port: ListeningPort): void;
}

export class ListeningPort implements IListeningPort {
  static {
    implementer(IListeningPort)(this);
  }
  /** How many of the connections that there are have come in by it. */
  connections = 0;
  /** That of its connections is in this. */
  readonly logContext: LogContext | null = surroundingLogContext();
  readonly #context: PortContext;
  readonly #factory: IProtocolFactory;
  readonly #tls: TLSOptions | null;
  #listener: Listener | null = null;
  #address: IAddress | null = null;
  #stopped: Deferred<void> | null = null;
  /** Connections that could not be accepted since that was logged last; nothing is logged while it is quiet. */
  #failures = 0;
  #lastFailure: PlatformError | null = null;
  #quiet: IDelayedCall | null = null;

  constructor(context: PortContext, factory: IProtocolFactory, tls: TLSOptions | null = null) {
    this.#tls = tls;
    this.#context = context;
    this.#factory = factory;
  }

  /** The address is bound. */
  opened(listener: Listener): this {
    this.#listener = listener;
    this.#address = addressOf(listener.address);
    try {
      this.#factory.doStart();
    } catch (thrown) {
      // Nobody will have the port to close it.
      this.#stopped = listener.close();
      this.#context.portClosed(this);
      throw thrown;
    }
    return this;
  }

  getHost(): IAddress {
    return this.#address!;
  }

  /** For who inspects the reactor. */
  get status(): Pick<PortDescription, "address" | "kind" | "tls" | "factory" | "state"> {
    return {
      address: String(this.#address),
      kind: kindOf(this.#listener!.address),
      tls: this.#tls !== null,
      factory: nameOfFactory(this.#factory),
      state: this.stopping ? "closing" : "open",
    };
  }

  get stopping(): boolean {
    return this.#stopped !== null;
  }

  stopListening(): Deferred<void> {
    if (this.#stopped === null) {
      this.#quiet?.cancel();
      this.#quiet = null;
      this.#stopped = this.#listener!.close().addCallback(() => {
        this.#context.portClosed(this);
        runUserCode(() => this.#factory.doStop(), this.#stopFailed);
      });
    }
    return afterwards(this.#stopped);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  /** A connection could not be accepted, for want of descriptors say. It may be one of thousands (X17). */
  acceptFailed(error: PlatformError): void {
    this.#failures += 1;
    this.#lastFailure = error;
    if (this.#quiet !== null || this.#stopped !== null) return;
    this.#logFailures();
  }

  #logFailures(): void {
    this.#quiet = null;
    if (this.#failures === 0) return;
    const often = this.#failures === 1 ? "" : " ({times} times)";
    this.#context.log.error(`cannot accept connections on {address}: {error}${often}`, {
      address: String(this.#address),
      error: this.#lastFailure?.message,
      times: this.#failures,
    });
    this.#failures = 0;
    this.#quiet = this.#context.callLater(1, () => this.#logFailures());
  }

  /** The platform has a connection for us: a turn. */
  accept(socket: Socket): void {
    const factory = this.#stopped === null ? this.#factory : null;
    inConsequenceOf(this, () =>
      accept(this.#context, socket, factory, { tls: this.#tls, origin: this }),
    );
  }

  /** The port is closed all the same, and each who asked is told that. */
  readonly #stopFailed = (thrown: unknown): void => {
    this.#context.log.failure("{factory}: an exception while it was stopped", new Failure(thrown), {
      factory: classOf(this.#factory),
    });
  };
}
