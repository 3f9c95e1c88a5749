/** Makes the attempts of a `MemoryReactor` succeed with those who listen on it, or fail. */
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import type { IProtocol, IStreamClientEndpoint } from "../../net/index.ts";
import { Protocol } from "../../protocols/index.ts";
import type { IOPump, PumpOptions } from "./io-pump.ts";
import type { MemoryReactor } from "./memory-reactor.ts";
import { MemoryReactorClock } from "./memory-reactor-clock.ts";
import type { TCPServerRequest } from "./memory-requests.ts";

/** After `twisted.test.iosim.ConnectionCompleter`. What has been completed is still remembered by the reactor. */
export class ConnectionCompleter {
  readonly #reactor: MemoryReactor;

  constructor(reactor: MemoryReactor) {
    this.#reactor = reactor;
  }

  /**
   * Connect the oldest attempt for whose port somebody listens, and flush; `null` where there is none. Attempts
   * to speak TLS come after the others.
   */
  succeedOnce(options: PumpOptions = {}): IOPump<IProtocol | null, IProtocol | null> | null {
    const { tcpClients, tcpServers, sslClients, sslServers } = this.#reactor;
    const servers = [...tcpServers, ...sslServers].filter(({ listening }) => listening);
    for (const client of [...tcpClients, ...sslClients]) {
      const server = servers.find((each) => boundPort(each) === client.port);
      if (!client.pending || server === undefined) continue;
      const pump = this.#reactor.join(client, server, options);
      pump.flush();
      return pump;
    }
    return null;
  }

  /** The oldest attempt fails, with a `ConnectionRefusedError` by default; `false` where there is none. */
  failOnce(reason?: Error): boolean {
    const { tcpClients, sslClients } = this.#reactor;
    const client = [...tcpClients, ...sslClients].find(({ pending }) => pending);
    client?.fail(reason);
    return client !== undefined;
  }
}

/** Where port 0 was asked for, it is the one that was given. */
function boundPort({ asked: { address }, port }: TCPServerRequest): number {
  return "port" in address ? address.port : port;
}

/**
 * A client endpoint, and what makes its attempts succeed (with a server that does nothing) or fail. After
 * `twisted.test.iosim.connectableEndpoint`.
 */
export function connectableEndpoint(): [IStreamClientEndpoint, ConnectionCompleter] {
  const reactor = new MemoryReactorClock();
  new TCPServerEndpoint(reactor, 4321).listen(Protocol);
  return [new TCPClientEndpoint(reactor, "10.0.0.1", 4321), new ConnectionCompleter(reactor)];
}
