import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { CancelledError } from "../../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { connectDuplex, DuplexFactory, openDuplex, serveDuplexes } from "./duplexes.ts";
import { TransportDuplex } from "./transport-duplex.ts";

function world() {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  const pump = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      network.advance(0.01);
      await new Promise((done) => setImmediate(done));
    }
  };
  return {
    network,
    server,
    client,
    pump,
    at: new TCPServerEndpoint(server, 7),
    to: new TCPClientEndpoint(client, "server", 7),
  };
}

test("a Duplex for each connection, on both sides; both ends orderly", async () => {
  const { network, server, client, pump, at, to } = world();
  const port = await serveDuplexes(server, at, (duplex) => duplex.pipe(duplex));
  const connecting = connectDuplex(client, to);
  await pump();
  const duplex = await connecting;
  assert.ok(duplex instanceof TransportDuplex);
  let heard = "";
  duplex.on("data", (bytes) => {
    heard += bytes;
  });
  duplex.end("hello");
  await pump();
  assert.deepEqual([heard, duplex.closed, duplex.errored], ["hello", true, null]);
  assert.equal(network.connections("server"), 0);
  port.stopListening();
});

test("what comes before anybody listens waits", async () => {
  const { server, client, pump, at, to } = world();
  serveDuplexes(server, at, (duplex) => void duplex.end("greeting"));
  const connecting = connectDuplex(client, to);
  await pump();
  const [bytes] = await Promise.all([once(await connecting, "data"), pump()]);
  assert.equal(String(bytes[0]), "greeting");
});

test("X10: an exception, or a rejection, of who is given a Duplex ends that connection alone", async () => {
  const { server, client, pump, at, to } = world();
  const failures = [
    () => {
      throw new RangeError("from user code");
    },
    () => Promise.reject(new RangeError("from user code")),
  ];
  const errors: unknown[] = [];
  serveDuplexes(server, at, (duplex) => {
    duplex.on("error", (error) => errors.push(error.name));
    return failures.pop()?.() ?? duplex.end("served");
  });
  for (let i = 0; i < 3; i++) {
    const duplex = openDuplex(client, to);
    let heard = "";
    duplex.on("data", (bytes) => {
      heard += bytes;
    });
    await pump();
    assert.deepEqual([heard, duplex.closed], [i === 2 ? "served" : "", true]);
  }
  assert.deepEqual(errors, ["RangeError", "RangeError"]);
});

test("X10: an exception of a listener of 'data' ends the connection, not the process", async () => {
  const { server, client, pump, at, to } = world();
  let error: Error | undefined;
  serveDuplexes(server, at, (duplex) => {
    duplex.on("data", () => {
      throw new RangeError("from a listener");
    });
    duplex.on("error", (thrown) => {
      error = thrown;
    });
  });
  const duplex = openDuplex(client, to);
  duplex.resume();
  await pump();
  duplex.write("x");
  await pump();
  assert.equal(error?.message, "from a listener");
  assert.ok(duplex.closed);
});

test("a connection that cannot be made is an error; of openDuplex an 'error' with its code", async () => {
  const { client, pump, to } = world();
  const connecting = connectDuplex(client, to);
  const failed = assert.rejects(Promise.resolve(connecting), { name: "ConnectionRefusedError" });
  const duplex = openDuplex(client, to);
  let error: NodeJS.ErrnoException | undefined;
  duplex.on("error", (thrown) => {
    error = thrown;
  });
  await pump();
  await failed;
  assert.deepEqual([error?.code, duplex.closed], ["ECONNREFUSED", true]);
});

test("openDuplex destroyed, connectDuplex cancelled, or its signal aborted: the attempt is given up", async () => {
  const { network, client, server, pump, at, to } = world();
  serveDuplexes(server, at, () => assert.fail("nobody connects"));
  const duplex = openDuplex(client, to);
  duplex.destroy();
  const cancelled = connectDuplex(client, to);
  const failed = assert.rejects(Promise.resolve(cancelled), (error: Error) => {
    return error.name === "ConnectingCancelledError" || error instanceof CancelledError;
  });
  cancelled.cancel();
  const abort = new AbortController();
  const aborted = assert.rejects(
    Promise.resolve(connectDuplex(client, to, { signal: abort.signal })),
  );
  abort.abort();
  await pump();
  await Promise.all([failed, aborted]);
  assert.ok(duplex.closed);
  assert.equal(network.connections("client"), 0);
});

test("R12: a reactor that stops ends every Duplex, with ConnectionLost", async () => {
  const { server, client, pump, at, to } = world();
  const errors: string[] = [];
  serveDuplexes(server, at, (duplex) => {
    duplex.on("error", (error) => errors.push(error.name));
    duplex.on("close", () => errors.push("close"));
  });
  const stopped = server.run();
  openDuplex(client, to);
  await pump();
  server.stop();
  await pump();
  await stopped;
  assert.deepEqual(errors, ["ConnectionLost", "close"]);
});

test("a factory of one's own; options reach each Duplex", () => {
  const { server } = world();
  const factory = new DuplexFactory(server, () => {}, { highWaterMark: 5, allowHalfOpen: true });
  const duplex = factory.buildProtocol(undefined as never);
  assert.deepEqual([duplex.readableHighWaterMark, duplex.allowHalfOpen], [5, true]);
});
