import assert from "node:assert/strict";
import { test } from "node:test";
import { type Interface, verifyObject } from "../../components/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import {
  CannotListenError,
  ConnectError,
  IReactorSocket,
  IReactorSSL,
  IReactorTCP,
  IReactorUDP,
  IReactorUNIX,
} from "../../net/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { RaisingMemoryReactor } from "./raising-memory-reactor.ts";
import { failureResultOf } from "./results.ts";

test("everything fails, with what it was given", () => {
  const [listenException, connectException] = [new RangeError("l"), new RangeError("c")];
  const reactor = new RaisingMemoryReactor({ listenException, connectException });
  const faces: readonly Interface<unknown>[] = [
    IReactorTCP,
    IReactorSSL,
    IReactorUNIX,
    IReactorUDP,
    IReactorSocket,
  ];
  for (const face of faces) verifyObject(face, reactor);
  const { listenTCP, listenSSL, listenUNIX, listenUDP, adoptStreamPort } = reactor;
  for (const listen of [listenTCP, listenSSL, listenUNIX, listenUDP, adoptStreamPort])
    assert.equal(failureResultOf(listen.call(reactor)).value, listenException);
  assert.equal(failureResultOf(reactor.adoptStreamConnection()).value, connectException);
  const { connectTCP, connectSSL, connectUNIX } = reactor;
  for (const connect of [connectTCP, connectSSL, connectUNIX])
    assert.throws(() => connect.call(reactor), connectException);
});

test("endpoints fail on it, with errors of the right kind", () => {
  const reactor = new RaisingMemoryReactor();
  failureResultOf(new TCPServerEndpoint(reactor, 1).listen(Protocol), CannotListenError);
  failureResultOf(new TCPClientEndpoint(reactor, "db", 1).connect(Protocol), ConnectError);
});
