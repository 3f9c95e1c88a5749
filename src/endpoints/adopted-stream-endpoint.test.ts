import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import { IStreamClientEndpoint, IStreamServerEndpoint } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import {
  AdoptedStreamClientEndpoint,
  AdoptedStreamServerEndpoint,
} from "./adopted-stream-endpoint.ts";
import { Counted, Surroundings } from "./surroundings.test-fixture.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";

function failure(waiting: Deferred<unknown>): { readonly error?: Error } {
  const seen: { error?: Error } = {};
  waiting.addErrback(({ value }: Failure) => {
    seen.error = value;
  });
  return seen;
}

function listening() {
  const surroundings = new Surroundings();
  surroundings.ports.set(3, { host: "program", port: 80 });
  return surroundings;
}

test("a descriptor that listens serves, once: the second time is AlreadyListened", () => {
  const { reactor, network } = listening();
  const endpoint = new AdoptedStreamServerEndpoint(reactor, 3);
  verifyObject(IStreamServerEndpoint, endpoint);
  const factory = new Counted<Protocol>(() => new Protocol());
  endpoint.listen(factory);
  network.advance(1);
  const client = new TCPClientEndpoint(reactorOn(network.host("b")), "program", 80).connect(
    Protocol,
  );
  network.advance(1);
  assert.ok(client.result instanceof Protocol);
  const { error } = failure(endpoint.listen(factory));
  assert.equal(error?.name, "AlreadyListened");
  assert.equal(error.message, "cannot listen on descriptor 3: it was taken over before");
  assert.deepEqual(factory.log, ["start"]);
});

test("what is no descriptor of ours is CannotListenError", () => {
  const { reactor, network } = listening();
  const seen = failure(new AdoptedStreamServerEndpoint(reactor, 9).listen(Protocol));
  network.advance(1);
  assert.equal(seen.error?.name, "CannotListenError");
});

test("a socket of another family than was said is closed again", () => {
  const { reactor, network } = listening();
  const factory = new Counted<Protocol>(() => new Protocol());
  const seen = failure(
    new AdoptedStreamServerEndpoint(reactor, 3, { family: "UNIX" }).listen(factory),
  );
  network.advance(1);
  assert.equal(
    seen.error?.message,
    "cannot listen on descriptor 3: it is a socket of INET, not of UNIX",
  );
  assert.deepEqual(factory.log, ["start", "stop"]);
  const { length } = network.netstat("program").filter(({ state }) => state === "LISTEN");
  assert.equal(length, 0);
  const right = new AdoptedStreamServerEndpoint(reactor, 3, { family: "INET" }).listen(factory);
  network.advance(1);
  assert.notEqual(right.result, undefined);
});

test("a descriptor that is connected is a connection, once", () => {
  const surroundings = new Surroundings();
  const { reactor, network, peers } = surroundings;
  surroundings.connections.set(3, surroundings.socket());
  const endpoint = new AdoptedStreamClientEndpoint(reactor, 3);
  verifyObject(IStreamClientEndpoint, endpoint);
  const { result: mine } = endpoint.connect(Protocol) as { result?: Protocol };
  mine?.transport.write(new TextEncoder().encode("hello"));
  network.advance(1);
  assert.equal(peers[0]?.heard, "hello");
  assert.equal(failure(endpoint.connect(Protocol)).error?.name, "ConnectError");
  assert.match(
    failure(new AdoptedStreamClientEndpoint(reactor, 4).connect(Protocol)).error?.message ?? "",
    /cannot connect to descriptor 4: that is no socket/,
  );
});
