/** A run with something of everything, for tests of the pictures of it. */
import { text, utf8 } from "../../bytes/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { DatagramProtocol, Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { recordTrace, type Trace, type TraceOptions } from "./trace.ts";

/** Answers each message in capitals. */
class Shout extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(utf8(text(data).toUpperCase()));
  }
}

/**
 * `ann` says hello to `bob`, twice: the second time the two are cut off for a while, so that it is sent
 * again. A datagram arrives and another is lost. `big` bytes follow, then the end of the connection.
 */
export function smallRun({
  big = 5_000,
  server = "bob",
  ...options
}: TraceOptions & { big?: number; server?: string } = {}): Trace {
  const network = new MemoryNetwork({ latency: 0.01 });
  const trace = recordTrace(network, options);
  const ann = reactorOn(network.host("ann"));
  const bob = reactorOn(network.host(server));
  new TCPServerEndpoint(bob, 80).listen(Shout);
  bob.listenUDP(9999, new DatagramProtocol());
  const client = new Protocol();
  new TCPClientEndpoint(ann, server, 80).connect(() => client);
  const asker = new DatagramProtocol();
  ann.listenUDP(0, asker);
  network.advance(1);
  client.transport.write(utf8("hello"));
  asker.transport.write(utf8("which way?"), { host: server, port: 9999 });
  network.advance(1);
  network.partition("ann", server);
  client.transport.write(utf8("hello?"));
  asker.transport.write(Uint8Array.of(0xff, 0, 1), { host: server, port: 9999 });
  network.advance(0.1);
  trace.note("ann", "waits for bob");
  network.heal("ann", server);
  network.advance(1);
  client.transport.write(new Uint8Array(big).fill(0x2e));
  network.advance(1);
  client.transport.loseConnection();
  network.advance(1);
  return trace;
}
