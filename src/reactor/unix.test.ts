import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deferred } from "../deferred/index.ts";
import { IReactorUNIX, UNIXAddress } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { RecordingFactory } from "./fake-platform.test-fixture.ts";
import { reactorOn } from "./reactor.ts";

const PATH = "/run/it.sock";

function world() {
  const network = new MemoryNetwork();
  return { network, reactor: reactorOn(network.host("a")) };
}

/** What a Deferred fails with, so far. */
function failure(deferred: Deferred<unknown>): string {
  let message = "";
  deferred.addErrback((reason) => {
    message = `${reason.value.name}: ${reason.value.message}`;
  });
  return message;
}

test("a reactor says that it can, where its platform can", () => {
  assert.equal(IReactorUNIX.providedBy(world().reactor), true);
});

test("listened at a path, connected to it: both sides know their addresses", () => {
  const { network, reactor } = world();
  const servers = new RecordingFactory();
  const clients = new RecordingFactory();
  const port = reactor.listenUNIX(PATH, servers);
  const connector = reactor.connectUNIX(PATH, clients);
  assert.deepEqual(connector.getDestination(), new UNIXAddress(PATH));
  network.advance(1);
  assert.deepEqual(servers.events, ["start", "build", "made"]);
  assert.deepEqual(clients.events, ["start", "connecting", "build", "made", "connected"]);
  port.addCallback((listening) => {
    assert.deepEqual(listening.getHost(), new UNIXAddress(PATH));
  });
});

test("where nothing is, and where a dead program left its socket, nobody answers", () => {
  const { network, reactor } = world();
  const clients = new RecordingFactory();
  reactor.connectUNIX(PATH, clients);
  network.advance(1);
  reactor.listenUNIX(PATH, new RecordingFactory());
  network.crash("a");
  const next = reactorOn(network.restart("a"));
  const later = new RecordingFactory();
  next.connectUNIX(PATH, later);
  network.advance(1);
  assert.equal(
    clients.reasons[0]!.message,
    `cannot connect to ${PATH}: there is nothing of that name (ENOENT)`,
  );
  assert.equal(later.reasons[0]!.name, "ConnectionRefusedError");
  assert.match(
    failure(next.listenUNIX(PATH, new RecordingFactory())),
    /^CannotListenError: .*EADDRINUSE/,
  );
});

test("X22: with wantPID the socket of a dead process is removed, of a living one not", () => {
  const { network, reactor } = world();
  reactor.listenUNIX(PATH, new RecordingFactory(), { wantPID: true });
  network.crash("a");
  const next = reactorOn(network.restart("a"));
  assert.equal(
    failure(next.listenUNIX(PATH, new RecordingFactory(), { wantPID: true })),
    "",
    "it was stale",
  );
});

test("X22: a socket that somebody listens at without a lock is never removed", () => {
  const { reactor } = world();
  reactor.listenUNIX(PATH, new RecordingFactory());
  const second = () => reactor.listenUNIX(PATH, new RecordingFactory(), { wantPID: true });
  assert.match(failure(second()), /^CannotListenError: .*EADDRINUSE/);
  assert.match(failure(second()), /EADDRINUSE/, "and the lock was given back");
});

test("X22: a lock is given back when the port is closed", () => {
  const { network, reactor } = world();
  for (let i = 0; i < 2; i++) {
    const port = reactor.listenUNIX(PATH, new RecordingFactory(), { wantPID: true });
    port.addCallback((listening) => void listening.stopListening());
    network.advance(1);
  }
  const { unix } = network.host("a");
  assert.equal(unix.links.readlink(`${PATH}.lock`), null);
});

test("checkPID: without a living holder of the lock nothing is tried", () => {
  const { network, reactor } = world();
  const early = new RecordingFactory();
  reactor.connectUNIX(PATH, early, { checkPID: true });
  network.advance(1);
  assert.equal(early.reasons[0]!.name, "BadFileError");
  reactor.listenUNIX(PATH, new RecordingFactory(), { wantPID: true });
  const clients = new RecordingFactory();
  reactor.connectUNIX(PATH, clients, { checkPID: true });
  network.advance(1);
  assert.equal(clients.events.at(-1), "connected");
});

test("an abstract name has no file, so no lock, and is free after a crash", () => {
  const { network, reactor } = world();
  assert.equal(failure(reactor.listenUNIX("\0it", new RecordingFactory(), { wantPID: true })), "");
  network.crash("a");
  const next = reactorOn(network.restart("a"));
  assert.equal(failure(next.listenUNIX("\0it", new RecordingFactory())), "");
});
