import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail } from "../deferred/index.ts";
import { CannotListenError, ConnectError } from "../net/index.ts";
import { type Listener, PlatformError, type Socket } from "../platform/index.ts";
import { FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Reactor } from "./reactor.ts";

/** A reactor whose process was started with a port, 3, and a connection, 4. */
function world() {
  const fake = new FakePlatform();
  const none = (): Deferred<never> => fail(new PlatformError("EBADF", "no such descriptor"));
  const listening = new Deferred<Listener>();
  const connection = new Deferred<Socket>();
  let accept!: (socket: Socket) => void;
  const descriptors = {
    listen: (fd: number, accepted: (socket: Socket) => void) => {
      accept = accepted;
      return fd === 3 ? listening : none();
    },
    connection: (fd: number) => (fd === 4 ? connection : none()),
  };
  const reactor = new Reactor({ ...fake.platform, tcp: { ...fake.platform.tcp, descriptors } });
  const address = { host: "10.0.0.1", port: 80 };
  const open = () => {
    listening.callback({ address, close: () => new Deferred<void>() });
    return accept;
  };
  return { reactor, open, connection, factory: new RecordingFactory() };
}

test("a port of the process's accepts connections as any other", () => {
  const { reactor, open, factory } = world();
  reactor.adoptStreamPort(3, factory);
  open()(new FakeSocket());
  assert.deepEqual(factory.events, ["start", "build", "made"]);
});

test("a connection of the process's gets a protocol; where the factory refuses, null", async () => {
  for (const refuses of [false, true]) {
    const { reactor, connection, factory } = world();
    if (refuses) factory.build = () => null;
    const adopted = reactor.adoptStreamConnection(4, factory);
    connection.callback(new FakeSocket());
    assert.equal((await adopted) === null, refuses);
  }
});

test("a descriptor that is none fails, and says which", async () => {
  const { reactor, factory } = world();
  for (const [failing, kind] of [
    [reactor.adoptStreamPort(9, factory), CannotListenError],
    [reactor.adoptStreamConnection(9, factory), ConnectError],
  ] as const)
    await assert.rejects(failing, (error: Error) => {
      assert.ok(error instanceof kind);
      assert.match(error.message, /descriptor 9: no such descriptor \(EBADF\)/);
      return true;
    });
});
