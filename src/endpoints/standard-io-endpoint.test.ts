import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import {
  type CannotListenError,
  IListeningPort,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
} from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { StandardIOEndpoint } from "./standard-io-endpoint.ts";
import { Counted, Surroundings } from "./surroundings.test-fixture.ts";

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

function failures(...waiting: Deferred<unknown>[]): Error[] {
  const seen: Error[] = [];
  for (const one of waiting)
    one.addErrback(({ value }: Failure) => {
      seen.push(value);
    });
  return seen;
}

test("a server: its one protocol is built when it listens, and talks", () => {
  const { reactor, network, peers } = new Surroundings();
  const endpoint = new StandardIOEndpoint(reactor);
  verifyObject(IStreamServerEndpoint, endpoint);
  verifyObject(IStreamClientEndpoint, endpoint);
  const factory = new Counted<Protocol>(() => new Echo());
  const { result: port } = endpoint.listen(factory) as { result?: IListeningPort };
  verifyObject(IListeningPort, port!);
  assert.equal(String(port?.getHost()), "standard input and output");
  peers[0]?.transport.write(new TextEncoder().encode("hello"));
  network.advance(1);
  assert.equal(peers[0]?.heard, "hello");
  assert.deepEqual(factory.log, ["start"]);
  peers[0]?.transport.loseConnection();
  network.advance(1);
  assert.deepEqual(factory.log, ["start", "stop"]);
  port?.stopListening();
  assert.deepEqual(factory.log, ["start", "stop"]);
});

test("X16: stopping the port leaves the connection, and stops the factory once", () => {
  const { reactor, network, peers } = new Surroundings();
  const factory = new Counted<Protocol>(() => new Echo());
  const { result: port } = new StandardIOEndpoint(reactor).listen(factory) as {
    result?: IListeningPort;
  };
  port?.stopListening();
  assert.deepEqual(factory.log, ["start", "stop"]);
  peers[0]?.transport.write(new TextEncoder().encode("hello"));
  network.advance(1);
  assert.equal(peers[0]?.heard, "hello");
  peers[0]?.transport.loseConnection();
  network.advance(1);
  assert.deepEqual(factory.log, ["start", "stop"]);
});

test("a second listen fails with CannotListenError, a second connect with ConnectError", () => {
  const { reactor } = new Surroundings();
  const endpoint = new StandardIOEndpoint(reactor);
  endpoint.listen(Protocol);
  const factory = new Counted<Protocol>(() => assert.fail("nothing to build"));
  const [listen, connect] = failures(endpoint.listen(factory), endpoint.connect(factory));
  assert.equal(listen?.name, "CannotListenError");
  assert.equal((listen as CannotListenError).address, "standard input and output");
  assert.match(listen.message, /connection already/);
  assert.equal(connect?.name, "ConnectError");
  assert.deepEqual(factory.log, ["start", "stop", "start", "stop"]);
});

test("X14: a factory that refuses closes it, and there is a port all the same", () => {
  const { reactor, network, peers } = new Surroundings();
  const factory = new Counted<Protocol>(() => null);
  const listening = new StandardIOEndpoint(reactor).listen(factory);
  network.advance(1);
  assert.notEqual(listening.result, undefined);
  assert.deepEqual([factory.log, peers[0]?.ended], [["start", "stop"], "ConnectionDone"]);
});

test("a client: the protocol is connected", () => {
  const { reactor, network, peers } = new Surroundings();
  const { result: mine } = new StandardIOEndpoint(reactor).connect(Protocol) as {
    result?: Protocol;
  };
  mine?.transport.write(new TextEncoder().encode("hello"));
  network.advance(1);
  assert.equal(peers[0]?.heard, "hello");
});

test("a signal that was aborted before leaves it to others", () => {
  const { reactor } = new Surroundings();
  const endpoint = new StandardIOEndpoint(reactor);
  const signal = AbortSignal.abort();
  const [listen, connect] = failures(
    endpoint.listen(Protocol, { signal }),
    endpoint.connect(Protocol, { signal }),
  );
  assert.deepEqual([listen?.name, connect?.name], ["CancelledError", "ConnectingCancelledError"]);
  assert.notEqual(endpoint.listen(Protocol).result, undefined);
});
