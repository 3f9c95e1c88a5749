import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorStandardIO, NotSupportedError } from "../net/index.ts";
import { type NamedPipe, PlatformError, type Socket } from "../platform/index.ts";
import { FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Reactor } from "./reactor.ts";

test("standard input and output are a connection, once, which ends with the reactor", () => {
  const fake = new FakePlatform();
  const sockets = [new FakeSocket()];
  const open = (): Socket<NamedPipe> => {
    const socket = sockets.pop();
    if (socket === undefined) throw new PlatformError("EBUSY", "taken");
    return socket as unknown as Socket<NamedPipe>;
  };
  const [socket] = sockets;
  const reactor = new Reactor({ ...fake.platform, stdio: { open } });
  assert.ok(IReactorStandardIO.providedBy(reactor));
  reactor.run();
  const factory = new RecordingFactory();
  assert.notEqual(reactor.connectStandardIO(factory), null);
  socket!.data("x");
  assert.throws(() => reactor.connectStandardIO(factory), {
    name: "ConnectError",
    message: "cannot connect to standard input and output: taken (EBUSY)",
  });
  reactor.stop();
  fake.pass();
  assert.deepEqual(factory.events, ["build", "made", "data", "protocol lost"]);
  assert.equal(socket!.ending, "close");
});

test("a platform without them says so", () => {
  const { platform } = new FakePlatform();
  const reactor = new Reactor(platform);
  assert.ok(!IReactorStandardIO.providedBy(reactor as unknown));
  assert.throws(() => reactor.connectStandardIO(new RecordingFactory()), NotSupportedError);
});
