/** Descriptors that a reactor takes over, in a process of their own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import { test } from "node:test";
import { IReactorSocket } from "torsion/net";
import { node } from "torsion/platform/node";
import { Factory } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

test("the reactor on Node says that it can adopt sockets; what is none is a typed error", async () => {
  const reactor = reactorOn(node());
  assert.ok(IReactorSocket.providedBy(reactor));
  await assert.rejects(async () => reactor.adoptStreamPort(9999, new Factory()), {
    name: "CannotListenError",
    message: /^cannot listen on descriptor 9999: /,
  });
  await assert.rejects(async () => reactor.adoptStreamConnection(9999, new Factory()), {
    name: "ConnectError",
  });
});

test("a port that a supervisor opened is served, and the process ends when its reactor stops", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const program = `
    import { Factory, Protocol } from "torsion/protocols";
    import { reactor } from "torsion/reactor";
    class Once extends Protocol {
      dataReceived(data) { this.transport.write(data); this.transport.loseConnection(); }
      connectionLost() { reactor.stop(); }
    }
    reactor.run();
    const port = await reactor.adoptStreamPort(3, Factory.forProtocol(Once));
    console.log(port.getHost().port);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit", fd],
    timeout: 20_000,
  });
  const [said] = await once(child.stdout!, "data");
  assert.equal(String(said), `${port}\n`);
  const client = net.connect(port, "127.0.0.1", () => client.end("hello"));
  server.close();
  const [answer] = await once(client, "data");
  assert.equal(String(answer), "hello");
  assert.deepEqual(await once(child, "close"), [0, null]);
});
