/**
 * The listening sockets of a host, each with its queue of connections that its program has not accepted yet.
 *
 * As Linux has it: a queue holds one more than the backlog, and where it is full what would join it is dropped without
 * an answer, so that whoever connects tries again later.
 */
import { type Deferred, succeed } from "../../deferred/index.ts";
import type { PlatformError } from "../errors.ts";
import type { Listener, Socket, SocketAddress } from "../port.ts";
import { covers, overlap } from "./addresses.ts";

export interface ListenRequest {
  readonly address: SocketAddress;
  readonly backlog: number;
  readonly accept: (socket: Socket) => void;
  readonly failed?: ((error: PlatformError) => void) | undefined;
  /** When it began, on the network's clock. */
  readonly since: number;
}

export class ListeningSocket {
  readonly request: ListenRequest;
  /** Connections that are established and not accepted. */
  waiting = 0;

  constructor(request: ListenRequest) {
    this.request = request;
  }

  get isFull(): boolean {
    return this.waiting > this.request.backlog;
  }
}

export class ListeningSockets {
  readonly #all: ListeningSocket[] = [];

  get size(): number {
    return this.#all.length;
  }

  [Symbol.iterator](): Iterator<ListeningSocket> {
    return this.#all.values();
  }

  has(socket: ListeningSocket): boolean {
    return this.#all.includes(socket);
  }

  hasPort(port: number): boolean {
    return this.#all.some(({ request }) => request.address.port === port);
  }

  /** Who takes what is for `local`. */
  find(local: SocketAddress): ListeningSocket | undefined {
    return this.#all.find(
      ({ request: { address } }) => address.port === local.port && covers(address, local),
    );
  }

  /** Could it not be bound, for somebody who has it already? */
  isTaken(address: SocketAddress): boolean {
    return this.#all.some(
      ({ request }) => request.address.port === address.port && overlap(request.address, address),
    );
  }

  add(request: ListenRequest): Deferred<Listener<SocketAddress>> {
    const socket = new ListeningSocket(request);
    this.#all.push(socket);
    const close = (): Deferred<void> => {
      const index = this.#all.indexOf(socket);
      if (index >= 0) this.#all.splice(index, 1);
      return succeed(undefined);
    };
    return succeed({ address: request.address, close });
  }

  clear(): void {
    this.#all.length = 0;
  }
}
