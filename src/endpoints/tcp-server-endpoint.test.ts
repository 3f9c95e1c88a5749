import assert from "node:assert/strict";
import test from "node:test";
import { verifyObject } from "../components/index.ts";
import { CancelledError, Deferred, type Failure } from "../deferred/index.ts";
import { CannotListenError, InvalidPortError, IStreamServerEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

test("it listens with a function, a protocol class or a factory", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const factory = { buildProtocol: () => new Protocol(), doStart() {}, doStop() {} };
  for (const [index, source] of [() => new Protocol(), Protocol, factory].entries()) {
    const endpoint = new TCPServerEndpoint(reactor, 80 + index);
    verifyObject(IStreamServerEndpoint, endpoint);
    endpoint.listen(source);
    const connected = new TCPClientEndpoint(reactor, "a", 80 + index).connect(Protocol);
    network.advance(1);
    assert.ok(connected.result instanceof Protocol);
  }
});

test("a port that is taken, or none, is a failure", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const errors: unknown[] = [];
  const note = (failure: Failure): void => {
    errors.push(failure.value.constructor);
  };
  new TCPServerEndpoint(reactor, 80).listen(Protocol);
  new TCPServerEndpoint(reactor, 80).listen(Protocol).addErrback(note);
  new TCPServerEndpoint(reactor, 70_000).listen(Protocol).addErrback(note);
  network.advance(1);
  assert.deepEqual(errors, [CannotListenError, InvalidPortError]);
});

test("its signal cancels what takes its time to open", () => {
  const abort = new AbortController();
  let cancelled = false;
  const reactor = {
    listenTCP: () =>
      new Deferred<never>(() => {
        cancelled = true;
      }),
    connectTCP: () => assert.fail(),
  };
  const listening = new TCPServerEndpoint(reactor, 80).listen(Protocol, { signal: abort.signal });
  let failure: Failure | undefined;
  listening.addErrback((reason) => {
    failure = reason;
  });
  abort.abort();
  assert.ok(cancelled);
  assert.equal(failure?.check(CancelledError), CancelledError);
});
