/** Peers that mean no good, on a simulated network: what they send, and what becomes of them. */
import { implementer } from "torsion/components";
import type { Deferred, Failure } from "torsion/deferred";
import { connectProtocol, TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import {
  type IListeningPort,
  IProducer,
  type IProtocol,
  type IPullProducer,
  IStreamServerEndpoint,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { Protocol, type ProtocolSource, ProtocolWrapper, WrappingFactory } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

/** The most that any platform delivers at once. */
export const READ = 65_536;
const PORT = 7;

export type Reactor = ReturnType<typeof reactorOn<ReturnType<MemoryNetwork["host"]>>>;

/** What is sent once, and then for ever. One character is one byte. */
export interface Says {
  readonly first: string;
  readonly then: string;
  /** Between two times of `then`; without it as much is sent as is taken. */
  readonly everySeconds?: number;
  /** It reads nothing of what it is sent. */
  readonly deaf?: boolean;
}

/** What became of a connection. */
export interface Outcome {
  /** Bytes that were read from it. */
  received: number;
  /** Seconds after the beginning; `null`: it is still there. */
  ended: number | null;
  reason: Error | null;
}

const bytes = (latin1: string): Uint8Array => Uint8Array.from(latin1, (c) => c.charCodeAt(0));

class Attacker extends Protocol implements IPullProducer {
  static {
    implementer(IProducer)(this);
  }
  readonly #says: Says;
  readonly #reactor: Reactor;
  #over = false;
  constructor(says: Says, reactor: Reactor) {
    super();
    this.#says = says;
    this.#reactor = reactor;
  }
  override connectionMade(): void {
    const { first, everySeconds, deaf } = this.#says;
    if (deaf) this.transport.pauseProducing();
    this.transport.write(bytes(first));
    if (everySeconds === undefined) this.transport.registerProducer(this, false);
    else this.#later(everySeconds);
  }
  resumeProducing(): void {
    this.transport.write(bytes(this.#says.then.repeat(Math.ceil(16_384 / this.#says.then.length))));
  }
  stopProducing(): void {}
  override connectionLost(): void {
    this.#over = true;
  }
  #later(seconds: number): void {
    this.#reactor.callLater(seconds, () => {
      if (this.#over) return;
      this.transport.write(bytes(this.#says.then));
      this.#later(seconds);
    });
  }
}

/** An endpoint that keeps an account of every connection. */
export class Watched implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly outcomes: Outcome[] = [];
  readonly #reactor: Reactor;
  constructor(reactor: Reactor) {
    this.#reactor = reactor;
  }
  listen(source: ProtocolSource): Deferred<IListeningPort> {
    const watched = new Watching(source, this.#reactor, this.outcomes);
    return new TCPServerEndpoint(this.#reactor, PORT).listen(watched);
  }
}

class Watching<P extends IProtocol> extends WrappingFactory<P> {
  readonly #reactor: Reactor;
  readonly #outcomes: Outcome[];
  constructor(source: ProtocolSource<P>, reactor: Reactor, outcomes: Outcome[]) {
    super(source);
    this.#reactor = reactor;
    this.#outcomes = outcomes;
  }
  protected override wrap(built: P): ProtocolWrapper<P> {
    const outcome: Outcome = { received: 0, ended: null, reason: null };
    this.#outcomes.push(outcome);
    const began = this.#reactor.seconds();
    const now = (): number => this.#reactor.seconds() - began;
    return new (class extends ProtocolWrapper<P> {
      override dataReceived(data: Uint8Array): unknown {
        outcome.received += data.length;
        return super.dataReceived(data);
      }
      override connectionLost(reason: Failure): unknown {
        outcome.reason = reason.value;
        outcome.ended = now();
        return super.connectionLost(reason);
      }
    })(this, built);
  }
}

/** Have `serve` listen on the endpoint it is given; somebody connects and says that, for as long as there is to see. */
export function attackServer(
  serve: (endpoint: Watched, reactor: Reactor) => unknown,
  says: Says,
  seconds = 600,
): Outcome & { readonly left: number } {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const attacker = reactorOn(network.host("attacker"));
  const endpoint = new Watched(server);
  serve(endpoint, server);
  const there = new TCPClientEndpoint(attacker, "server", PORT);
  connectProtocol(there, new Attacker(says, attacker));
  network.advance(seconds);
  return { ...endpoint.outcomes[0]!, left: network.connections("server") };
}

/** Have `ask` connect to a server that says that; gives how what it gave ended, and when. */
export function attackClient(
  ask: (endpoint: TCPClientEndpoint, reactor: Reactor) => Deferred<unknown>,
  says: Says,
  seconds = 600,
): { error: Error | null; at: number | null; left: number } {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  new TCPServerEndpoint(server, PORT).listen(() => new Attacker(says, server));
  const result: { error: Error | null; at: number | null } = { error: null, at: null };
  ask(new TCPClientEndpoint(client, "server", PORT), client).addErrback(({ value }) => {
    result.error = value;
    result.at = client.seconds();
  });
  network.advance(seconds);
  return { ...result, left: network.connections("client") };
}
