import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  ConnectionDone,
  type DescriptorResult,
  IReactorFDSet,
  type IReadWriteDescriptor,
} from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { boom, errorsOf, FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { Reactor } from "./reactor.ts";

/** Writes down what it is told, and gives what a test sets. */
class Descriptor implements IReadWriteDescriptor {
  fd: number;
  readonly events: string[] = [];
  result: () => DescriptorResult | Promise<void> = () => null;
  constructor(fd: number) {
    this.fd = fd;
  }
  logPrefix(): string {
    return "descriptor";
  }
  fileno(): number {
    return this.fd;
  }
  doRead(): DescriptorResult {
    this.events.push("read");
    return this.result() as DescriptorResult;
  }
  doWrite(): DescriptorResult {
    this.events.push("write");
    return this.result() as DescriptorResult;
  }
  connectionLost(reason: Failure): void {
    this.events.push(`lost ${reason.value.name}`);
  }
}

function world() {
  const fake = new FakePlatform();
  /** What is watched: `read 5`, with how it is made ready. */
  const watched = new Map<string, () => void>();
  const watch = (what: string) => (fd: number, ready: () => void) => {
    if (fd === 13) throw new PlatformError("ENOTSUP", "it is unlucky");
    watched.set(`${what} ${fd}`, ready);
    return () => void watched.delete(`${what} ${fd}`);
  };
  const descriptors = { watchReads: watch("read"), watchWrites: watch("write") };
  const reactor = new Reactor({ ...fake.platform, descriptors });
  const names = (): string[] => [...watched.keys()];
  return { fake, reactor, watched, names };
}

test("the reactor is what it says it is", () => verifyObject(IReactorFDSet, world().reactor));

test("readers and writers are watched, once, until they are removed", () => {
  const { reactor, watched, names } = world();
  const [a, b] = [new Descriptor(5), new Descriptor(6)];
  reactor.addReader(a);
  reactor.addReader(a);
  reactor.addWriter(a);
  reactor.addReader(b);
  assert.deepEqual(names(), ["read 5", "write 5", "read 6"]);
  assert.deepEqual([reactor.getReaders(), reactor.getWriters()], [[a, b], [a]]);
  watched.get("read 5")!();
  watched.get("write 5")!();
  watched.get("read 5")!();
  assert.deepEqual(a.events, ["read", "write", "read"]);
  reactor.removeReader(a);
  reactor.removeReader(a);
  reactor.removeWriter(b);
  assert.deepEqual(names(), ["write 5", "read 6"]);
  reactor.addReader(a);
  assert.deepEqual(reactor.removeAll(), [b, a]);
  assert.deepEqual([names(), reactor.getReaders(), reactor.getWriters()], [[], [], []]);
  assert.deepEqual(b.events, []);
});

test("what doRead returns is why it is lost; it is told once, as reader and writer", () => {
  const { reactor, watched, names } = world();
  for (const why of [new ConnectionDone("end"), new Failure(new ConnectionDone("end"))]) {
    const one = new Descriptor(5);
    reactor.addReader(one);
    reactor.addWriter(one);
    one.result = () => why;
    const late = watched.get("write 5")!;
    watched.get("read 5")!();
    late();
    assert.deepEqual(one.events, ["read", "lost ConnectionDone"]);
    assert.deepEqual(names(), []);
  }
});

test("R5: what doRead or doWrite throws is logged and ends that one alone; the loop goes on", () => {
  const { reactor, watched, names } = world();
  const [bad, good] = [new Descriptor(5), new Descriptor(6)];
  bad.result = boom;
  const logged = capturedLogs(() => {
    reactor.addReader(bad);
    reactor.addReader(good);
    watched.get("read 5")!();
    reactor.addWriter(bad);
    watched.get("write 5")!();
  });
  assert.deepEqual(bad.events, ["read", "lost RangeError", "write", "lost RangeError"]);
  assert.equal(errorsOf(logged).length, 2);
  assert.deepEqual(names(), ["read 6"]);
  watched.get("read 6")!();
  assert.deepEqual(good.events, ["read"]);
});

test("R5: a doRead that is async and rejects is one that throws", async () => {
  const { reactor, watched, names } = world();
  const one = new Descriptor(5);
  one.result = async () => boom();
  reactor.addReader(one);
  watched.get("read 5")!();
  await new Promise(setImmediate);
  assert.deepEqual([one.events, names()], [["read", "lost RangeError"], []]);
});

test("R5: what connectionLost throws is logged", () => {
  const { reactor, watched } = world();
  const one = new Descriptor(5);
  one.connectionLost = boom;
  one.result = () => new ConnectionDone("end");
  reactor.addReader(one);
  assert.equal(errorsOf(capturedLogs(() => watched.get("read 5")!())).length, 1);
});

test("one that removes itself in doRead is not told that it is lost", () => {
  const { reactor, watched } = world();
  const one = new Descriptor(5);
  one.result = () => {
    reactor.removeReader(one);
    return new ConnectionDone("end");
  };
  reactor.addReader(one);
  watched.get("read 5")!();
  assert.deepEqual(one.events, ["read"]);
});

test("one that was closed is lost, and not read from", () => {
  const { reactor, watched } = world();
  const one = new Descriptor(5);
  reactor.addReader(one);
  one.fd = -1;
  watched.get("read 5")!();
  assert.deepEqual(one.events, ["lost ConnectionLost"]);
});

test("what cannot be watched is said, with the descriptor and why", () => {
  const { reactor, fake } = world();
  assert.throws(() => reactor.addReader(new Descriptor(13)), {
    name: "NotSupportedError",
    message: "descriptor 13 cannot be watched: it is unlucky",
  });
  assert.deepEqual(reactor.getReaders(), []);
  const descriptors = { watchReads: () => () => {} };
  const readsAlone = new Reactor({ ...fake.platform, descriptors });
  assert.throws(() => readsAlone.addWriter(new Descriptor(5)), {
    name: "NotSupportedError",
    message: /does not say when .* adopt/,
  });
});

test("R12: when the reactor stops each is lost, once, and nothing is watched any more", () => {
  const { reactor, fake, names } = world();
  const [both, reader, broken] = [5, 6, 7].map((fd) => new Descriptor(fd));
  reactor.addReader(both!);
  reactor.addWriter(both!);
  broken!.connectionLost = boom;
  reactor.addReader(broken!);
  reactor.addReader(reader!);
  reactor.run();
  const logged = capturedLogs(() => {
    reactor.stop();
    fake.settle();
  });
  assert.deepEqual(
    [both!.events, reader!.events],
    [["lost ConnectionLost"], ["lost ConnectionLost"]],
  );
  assert.deepEqual([names(), errorsOf(logged).length], [[], 1]);
  assert.throws(() => reactor.addReader(reader!), { name: "ReactorNotRestartable" });
});

test("what is written in doRead goes out when it returns", () => {
  const { reactor, fake, watched } = world();
  const factory = new RecordingFactory();
  let transport: { write(data: Uint8Array): void } | null = null;
  factory.build = () => ({
    makeConnection: (made) => {
      transport = made;
    },
    connectionMade() {},
    dataReceived() {},
    connectionLost() {},
  });
  reactor.connectTCP("10.0.0.1", 80, factory);
  const socket = fake.connected();
  fake.settle();
  const one = new Descriptor(5);
  one.result = () => {
    transport!.write(Uint8Array.of(1));
    transport!.write(Uint8Array.of(2));
    return null;
  };
  reactor.addReader(one);
  watched.get("read 5")!();
  assert.deepEqual(socket.calls, ["write 2"]);
});
