/**
 * A journal: a server that keeps lines, and a client that sends them until each is acknowledged. With two bugs to be planted.
 */
import { ClientService } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { TCPClientEndpoint } from "torsion/endpoints";
import { LineReceiver } from "torsion/protocols";
import type { Scenario, SimulatedReactor } from "torsion/testing";
import { listenInTheEnd } from "./listening.ts";

const PORT = 514;
const DISK_SECONDS = 0.2;
const PATIENCE_SECONDS = 5;

export interface Bugs {
  /** The server acknowledges a line, and then writes it. */
  readonly acknowledgesEarly?: boolean;
  /** The client counts a line as delivered that was under way when the connection was lost. */
  readonly forgetsOnReconnect?: boolean;
}

/** Keeps lines on `disk`, and answers `kept`. Gives what stops it. */
function server(reactor: SimulatedReactor, disk: string[], { acknowledgesEarly }: Bugs) {
  const open = new Set<Connection>();
  class Connection extends LineReceiver {
    override connectionMade(): void {
      open.add(this);
    }
    override connectionLost(): void {
      open.delete(this);
    }
    override lineReceived(line: Uint8Array): void {
      if (acknowledgesEarly) this.sendLine(utf8("kept"));
      reactor.callLater(DISK_SECONDS, () => {
        disk.push(text(line));
        if (!acknowledgesEarly) this.sendLine(utf8("kept"));
      });
    }
  }
  const listening = listenInTheEnd(reactor, PORT, () => new Connection());
  return () => {
    // A client that lost its power leaves a connection that nobody will ever close.
    for (const { transport } of open) transport.abortConnection();
    return listening.addCallback((port) => port.stopListening());
  };
}

/** Lines to be sent, and how many of them have been: what the client has on its own disk. */
interface Outbox {
  readonly lines: readonly string[];
  sent: number;
}

/** Sends line after line, each when the one before it is `kept`, and again where it may not have been. */
function client(reactor: SimulatedReactor, outbox: Outbox, bugs: Bugs): ClientService {
  class Connection extends LineReceiver {
    override connectionMade(): void {
      this.#send();
    }
    override lineReceived(): void {
      outbox.sent += 1;
      this.#send();
    }
    override connectionLost(): void {
      if (this.#patience?.active) this.#patience.cancel();
      if (bugs.forgetsOnReconnect) outbox.sent += 1;
    }
    #patience: ReturnType<SimulatedReactor["callLater"]> | null = null;
    #send(): void {
      const line = outbox.lines[outbox.sent];
      if (this.#patience?.active) this.#patience.cancel();
      if (line === undefined) return;
      this.sendLine(utf8(line));
      this.#patience = reactor.callLater(PATIENCE_SECONDS, () => this.transport.abortConnection());
    }
  }
  const endpoint = new TCPClientEndpoint(reactor, "server", PORT);
  const service = new ClientService(endpoint, () => new Connection(), { clock: reactor });
  service.startService();
  return service;
}

export function journal(bugs: Bugs = {}): Scenario {
  return (world) => {
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`);
    const disk: string[] = [];
    world.boot("server", (reactor) => server(reactor, disk, bugs));
    const outbox = { lines, sent: 0 };
    world.boot("client", (reactor) => client(reactor, outbox, bugs));
    world.eventually("every line is kept", () => lines.every((line) => disk.includes(line)));
  };
}
