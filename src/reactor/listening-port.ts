/** A port that is listened on: builds a protocol for each connection that comes in. */
import { implementer } from "../components/index.ts";
import { Deferred, Failure } from "../deferred/index.ts";
import {
  hostAddress,
  type IHostAddress,
  IListeningPort,
  type IProtocol,
  type IProtocolFactory,
  NoProtocol,
} from "../net/index.ts";
import type { Listener, Socket } from "../platform/index.ts";
import { StreamTransport, type TransportContext } from "./stream-transport.ts";
import { classOf, runUserCode } from "./user-code.ts";

/** What a port needs of its reactor. */
export interface PortContext extends TransportContext {
  began(transport: StreamTransport): void;
  portClosed(port: ListeningPort): void;
}

export class ListeningPort implements IListeningPort {
  static {
    implementer(IListeningPort)(this);
  }
  readonly #context: PortContext;
  readonly #factory: IProtocolFactory;
  #listener: Listener | null = null;
  #address: IHostAddress | null = null;
  #stopped: Deferred<void> | null = null;

  constructor(context: PortContext, factory: IProtocolFactory) {
    this.#context = context;
    this.#factory = factory;
  }

  /** The address is bound. */
  opened(listener: Listener): this {
    this.#listener = listener;
    this.#address = hostAddress("TCP", listener.address.host, listener.address.port);
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

  getHost(): IHostAddress {
    return this.#address!;
  }

  stopListening(): Deferred<void> {
    if (this.#stopped === null) {
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

  /** The platform has a connection for us: a turn. */
  accept(socket: Socket): void {
    this.#context.turn.enter();
    const protocol = this.#stopped === null ? this.#build(socket) : null;
    if (protocol === null) socket.close();
    else {
      const transport = new StreamTransport(this.#context, socket, protocol);
      this.#context.began(transport);
      transport.start();
    }
    this.#context.turn.leave();
  }

  /** The port is closed all the same, and each who asked is told that. */
  readonly #stopFailed = (thrown: unknown): void => {
    this.#context.log.failure("{factory}: an exception while it was stopped", new Failure(thrown), {
      factory: classOf(this.#factory),
    });
  };

  #build(socket: Socket): IProtocol | null {
    const peer = hostAddress("TCP", socket.peer.host, socket.peer.port);
    try {
      const protocol = this.#factory.buildProtocol(peer) as IProtocol | null | undefined;
      if (protocol === undefined) throw builtNothing(this.#factory);
      return protocol;
    } catch (thrown) {
      this.#context.log.failure(
        "no protocol for {peer}: the connection is closed",
        new Failure(thrown),
        {
          peer: String(peer),
        },
      );
      return null;
    }
  }
}

export function builtNothing(factory: IProtocolFactory): NoProtocol {
  return new NoProtocol(
    `${classOf(factory)}.buildProtocol returned nothing: return a protocol, or null to refuse`,
  );
}

/** Each who asks gets a Deferred of their own, so that none can change what the others see. */
function afterwards(shared: Deferred<void>): Deferred<void> {
  const own = new Deferred<void>();
  shared.addBoth((result) => {
    if (result instanceof Failure) own.errback(result);
    else own.callback(undefined);
    return result as undefined;
  });
  return own;
}
