import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { CancelledError, type Failure } from "../deferred/index.ts";
import { CannotListenError, type IReactorUNIX, IStreamServerEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { UNIXServerEndpoint } from "./unix-server-endpoint.ts";

test("it says what it is, and its options reach the reactor", () => {
  const asked: unknown[] = [];
  const reactor = {
    listenUNIX: (path: string, _factory: unknown, options: unknown) => {
      asked.push(path, options);
      throw new CannotListenError(path, "only asked");
    },
    connectUNIX: () => assert.fail(),
  } satisfies IReactorUNIX;
  const endpoint = new UNIXServerEndpoint(reactor, "\0echo", { mode: 0o600, backlog: 3 });
  verifyObject(IStreamServerEndpoint, endpoint);
  assert.equal(String(endpoint), "unix socket @echo");
  endpoint.listen(Protocol).addErrback(() => {});
  assert.deepEqual(asked, ["\0echo", { mode: 0o600, backlog: 3 }]);
});

test("a name that is taken is a failure, and a signal that is aborted opens nothing", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const errors: unknown[] = [];
  const note = (failure: Failure): void => {
    errors.push(failure.value.constructor);
  };
  const endpoint = new UNIXServerEndpoint(reactor, "/echo");
  endpoint.listen(Protocol, { signal: AbortSignal.abort() }).addErrback(note);
  network.advance(1);
  endpoint.listen(Protocol).addErrback(note);
  network.advance(1);
  endpoint.listen(Protocol).addErrback(note);
  network.advance(1);
  assert.deepEqual(errors, [CancelledError, CannotListenError]);
});
