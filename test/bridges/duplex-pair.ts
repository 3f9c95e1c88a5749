/** Two Duplexes, each of which is read where the other is written to; and a platform that connects by such pairs. */
import { Duplex } from "node:stream";
import { type Deferred, fail, succeed } from "torsion/deferred";
import {
  type Platform,
  PlatformError,
  type Socket,
  type SocketAddress,
  type TCPPlatform,
} from "torsion/platform";

class End extends Duplex {
  other!: End;
  #taken: (() => void) | null = null;

  constructor() {
    super({ allowHalfOpen: true });
  }
  override _read(): void {
    this.other.#take();
  }
  #take(): void {
    const taken = this.#taken;
    this.#taken = null;
    taken?.();
  }
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (this.other.destroyed) done(failure("EPIPE"));
    // On purpose from inside, and without a copy: as bad as a Duplex may be.
    else if (this.other.push(chunk)) done();
    else this.#taken = done;
  }
  override _final(done: () => void): void {
    this.other.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.writableFinished) process.nextTick(() => this.other.destroy(failure("ECONNRESET")));
    this.other.#take();
    done(error);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

export function duplexPair(): [Duplex, Duplex] {
  const [a, b] = [new End(), new End()];
  a.other = b;
  b.other = a;
  return [a, b];
}

export interface Ends {
  readonly local: SocketAddress;
  readonly peer: SocketAddress;
}

type Pair = readonly [near: Socket<SocketAddress>, far: Socket<SocketAddress>];

/** @param pair makes the two ends of a connection, as sockets of the port. */
export function platformOfPairs<P extends Platform>(
  platform: P,
  pair: (near: Ends, far: Ends) => Deferred<Pair>,
): Omit<P, "tcp"> & { readonly tcp: TCPPlatform } {
  const listening = new Map<number, (socket: Socket<SocketAddress>) => void>();
  let ports = 0;
  return {
    ...platform,
    tcp: {
      listen(at, _options, accept) {
        const port = at.port === 0 ? ++ports : at.port;
        if (listening.has(port)) return fail(new PlatformError("EADDRINUSE", `port ${port}`));
        listening.set(port, accept);
        const close = () => {
          listening.delete(port);
          return succeed(undefined);
        };
        return succeed({ address: { host: at.host, port }, close });
      },
      connect(peer) {
        const accept = listening.get(peer.port);
        if (accept === undefined) return fail(new PlatformError("ECONNREFUSED", "nobody listens"));
        const local = { host: peer.host, port: ++ports };
        return pair({ local, peer }, { local: peer, peer: local }).addCallback(([near, far]) => {
          platform.soon(() => accept(far));
          return near;
        });
      },
    },
  };
}
