import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../bytes/index.ts";
import { implementer, verifyObject } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import {
  ConnectError,
  IHalfCloseableProtocol,
  IStreamClientEndpoint,
  type ProcessTerminated,
  SpawnError,
} from "../net/index.ts";
import { type ChildScript, MemoryNetwork, type ScriptedChild } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import {
  ProcessEndpoint,
  type ProcessEndpointOptions,
  StandardErrorBehavior,
} from "./process-endpoint.ts";
import { Counted } from "./surroundings.test-fixture.ts";

class Client extends Protocol {
  heard = "";
  reason: Error | undefined;
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost({ value }: Failure): void {
    assert.equal(this.reason, undefined, "X8: once");
    this.reason = value;
  }
}

const endOf = ({ reason }: Client): string | undefined => reason?.name;

class Half extends Client implements IHalfCloseableProtocol {
  static {
    implementer(IHalfCloseableProtocol)(this);
  }
  readonly log: string[] = [];
  readConnectionLost(): void {
    this.log.push("read lost");
  }
  writeConnectionLost(): void {
    this.log.push("write lost");
  }
}

/** A host with one program, and an endpoint that runs it. */
function world(script: ChildScript, options: ProcessEndpointOptions = {}) {
  const network = new MemoryNetwork();
  network.executable("/bin/child", script);
  const reactor = reactorOn(network.host("a"));
  const endpoint = new ProcessEndpoint(reactor, "/bin/child", ["child", "-x"], options);
  const connect = <P extends Protocol>(build: () => P): P => {
    let connected: P | undefined;
    endpoint.connect(build).addCallback((protocol) => {
      connected = protocol;
    });
    network.advance(1);
    return connected!;
  };
  const left = () => network.processes("a").length;
  return { network, reactor, endpoint, connect, left };
}

/** Reads to the end, and says it all in upper case. */
function* upper(child: ScriptedChild) {
  for (;;) {
    const data = yield* child.stdin.read();
    if (data === null) return 0;
    yield* child.stdout.write(utf8(text(data).toUpperCase()));
  }
}

test("the child's input and output are the connection; its exit code is the reason", () => {
  const { connect, network, endpoint, left } = world(upper);
  verifyObject(IStreamClientEndpoint, endpoint);
  const client = connect(() => new Client());
  client.transport.write(utf8("hello"));
  network.advance(1);
  assert.equal(client.heard, "HELLO");
  assert.match(String(client.transport.getPeer()), /^child \(process \d+\)$/);
  client.transport.loseConnection();
  assert.equal(endOf(client), undefined, "X29: not before the child has ended");
  network.advance(1);
  assert.deepEqual([client.reason?.name, left()], ["ProcessDone", 0]);
});

test("E1: it fires after connectionMade; the factory is started, and stopped after the end", () => {
  const { endpoint, network } = world(upper);
  const log: string[] = [];
  class Made extends Client {
    override connectionMade(): void {
      log.push("made");
    }
  }
  const factory = new Counted<Client>(() => new Made());
  endpoint.connect(factory).addCallback((client) => {
    log.push("fired");
    client.transport.loseConnection();
  });
  assert.deepEqual(log, []);
  network.advance(1);
  assert.deepEqual(
    [log, factory.log],
    [
      ["made", "fired"],
      ["start", "stop"],
    ],
  );
});

test("X29: a child that ends by itself: ProcessDone, or ProcessTerminated with its code or its signal", () => {
  const cases: readonly (readonly [ChildScript, string, unknown])[] = [
    [() => 0, "ProcessDone", [0, null]],
    [() => 3, "ProcessTerminated", [3, null]],
    [(child) => child.raise("SIGSEGV"), "ProcessTerminated", [null, "SIGSEGV"]],
  ];
  for (const [script, name, how] of cases) {
    const { connect, left } = world(function* (child) {
      yield* child.wait(0.1);
      yield* child.stdout.write(utf8("last words"));
      return script(child) as number;
    });
    const client = connect(() => new Client());
    const reason = client.reason as ProcessTerminated | undefined;
    assert.deepEqual([client.heard, reason?.name], ["last words", name]);
    assert.deepEqual([[reason?.exitCode, reason?.signal], left()], [how, 0]);
  }
});

test("X11: half-close in both directions", () => {
  const { connect, network } = world(function* (child) {
    const all = yield* child.stdin.readAll();
    yield* child.stdout.write(utf8(`${all.length} bytes`));
    child.stdout.close();
    yield* child.wait(5);
    return 0;
  });
  const half = connect(() => new Half());
  half.transport.write(new Uint8Array(300_000));
  half.transport.loseWriteConnection();
  network.advance(2);
  assert.deepEqual([half.heard, half.log], ["300000 bytes", ["write lost", "read lost"]]);
  assert.equal(endOf(half), undefined);
  network.advance(5);
  assert.equal(half.reason?.name, "ProcessDone");
});

test("a child that closes its output, and reads on, is half-closed like any peer", () => {
  let read = 0;
  const { connect, network } = world(function* (child) {
    child.stdout.close();
    read = (yield* child.stdin.readAll()).length;
    return 0;
  });
  const half = connect(() => new Half());
  assert.deepEqual(half.log, ["read lost"]);
  half.transport.write(new Uint8Array(100_000));
  half.transport.loseConnection();
  network.advance(1);
  assert.deepEqual([half.reason?.name, read], ["ProcessDone", 100_000]);
});

test("a child that reads no more: what is written is dropped, what it says is heard to the end", () => {
  const { connect, network } = world(function* (child) {
    child.stdin.close();
    yield* child.wait(2);
    yield* child.stdout.write(utf8("enough"));
    return 0;
  });
  const client = connect(() => new Client());
  for (let i = 0; i < 3; i++) {
    client.transport.write(new Uint8Array(200_000));
    network.advance(0.1);
  }
  network.advance(5);
  assert.deepEqual([client.heard, client.reason?.name], ["enough", "ProcessDone"]);
});

test("X6: a producer is paused while the child does not read, and goes on when it does", () => {
  let length = 0;
  const { connect, network } = world(function* (child) {
    yield* child.wait(10);
    length = (yield* child.stdin.readAll()).length;
    return 0;
  });
  const client = connect(() => new Client());
  const log: string[] = [];
  client.transport.registerProducer(
    {
      pauseProducing: () => void log.push("pause"),
      resumeProducing: () => void log.push("resume"),
      stopProducing: () => void log.push("stop"),
    },
    true,
  );
  let written = 0;
  for (; !log.includes("pause") && written < 10_000_000; written += 1000) {
    client.transport.write(new Uint8Array(1000).fill(written % 251));
    network.advance(0);
  }
  assert.ok(written < 1_000_000, "bounded");
  assert.deepEqual(log, ["pause"]);
  network.advance(15);
  assert.deepEqual(log, ["pause", "resume"]);
  client.transport.unregisterProducer();
  client.transport.loseConnection();
  network.advance(1);
  assert.deepEqual([length, client.reason?.name], [written, "ProcessDone"]);
});

test("a protocol that is paused holds up the child", () => {
  let written = 0;
  const { connect, network } = world(function* (child) {
    for (; written < 100; written++) yield* child.stdout.write(new Uint8Array(10_000).fill(65));
    return 0;
  });
  const client = connect(() => {
    const made = new Client();
    made.connectionMade = () => made.transport.pauseProducing();
    return made;
  });
  network.advance(5);
  assert.equal(client.heard, "");
  assert.ok(written < 100);
  client.transport.resumeProducing();
  network.advance(5);
  assert.deepEqual([client.heard.length, client.reason?.name], [1_000_000, "ProcessDone"]);
});

test("abortConnection kills the child and whom it has started; what it had to say is dropped", () => {
  const { connect, network, left } = world(function* (child) {
    child.on("SIGTERM", "ignore");
    child.fork(() => undefined);
    yield* child.wait(1000);
    return 0;
  });
  const client = connect(() => new Client());
  assert.equal(left(), 2);
  client.transport.write(new Uint8Array(500_000));
  client.transport.abortConnection();
  network.advance(1);
  assert.deepEqual([client.reason?.name, left()], ["ConnectionAborted", 0]);
});

test("a child that does not end once it is closed is sent SIGTERM after 30 s, and is killed 5 s later", () => {
  const { connect, network, left } = world(function* (child) {
    child.on("SIGTERM", "ignore");
    yield* child.wait(1000);
    return 0;
  });
  const events = capturedLogs(() => {
    const client = connect(() => new Client());
    client.transport.loseConnection();
    network.advance(34.9);
    assert.deepEqual([client.reason, left()], [undefined, 1]);
    network.advance(0.2);
    assert.deepEqual([client.reason?.name, left()], ["ProcessTerminated", 0]);
  });
  assert.deepEqual(
    events.map((event) => formatEvent(event)),
    ["/bin/child did not end in 30 s after its connection was closed"],
  );
});

test("X32: closing kills nobody who takes their time, for as long as is said", () => {
  const { connect, network, reactor } = world(
    function* (child) {
      yield* child.wait(1000);
      return 0;
    },
    { closeSeconds: Number.POSITIVE_INFINITY },
  );
  const client = connect(() => new Client());
  client.transport.loseConnection();
  network.advance(998);
  assert.equal(endOf(client), undefined);
  network.advance(2);
  assert.equal(client.reason?.name, "ProcessDone");
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("E1: cancelled at any moment, nothing is left of the child", () => {
  for (let events = 0; events < 12; events++) {
    const { endpoint, network, left } = world(upper);
    const seen: unknown[] = [];
    const factory = new Counted<Client>(() => new Client());
    const connecting: Deferred<Client> = endpoint.connect(factory);
    connecting.addCallbacks(
      (client) => client.transport.abortConnection(),
      ({ value }) => void seen.push(value.name),
    );
    for (let i = 0; i < events; i++) network.step(1);
    connecting.cancel();
    network.advance(1);
    if (seen.length > 0) assert.deepEqual(seen, ["ConnectingCancelledError"]);
    assert.deepEqual([left(), factory.log], [0, ["start", "stop"]], `after ${events} events`);
  }
});

test("E1: connectionMade throws: the Deferred fails with that, and the child is gone", () => {
  const { endpoint, network, left } = world(upper);
  const thrown = new Error("I will not talk to you");
  const seen: unknown[] = [];
  class Shy extends Client {
    override connectionMade(): void {
      throw thrown;
    }
  }
  endpoint.connect(Shy).addErrback(({ value }) => void seen.push(value));
  capturedLogs(() => network.advance(1));
  assert.deepEqual([seen, left()], [[thrown], 0]);
});

test("what cannot be run is a ConnectError with the SpawnError", () => {
  const { reactor, network } = world(upper);
  const seen: Error[] = [];
  const factory = new Counted<Client>(() => assert.fail("nothing to build"));
  new ProcessEndpoint(reactor, "/bin/nothing")
    .connect(factory)
    .addErrback(({ value }) => void seen.push(value));
  network.advance(1);
  assert.ok(seen[0] instanceof ConnectError);
  assert.ok(seen[0].cause instanceof SpawnError);
  assert.match(seen[0].message, /cannot run "\/bin\/nothing"/);
  assert.deepEqual(factory.log, ["start", "stop"]);
});

test("standard error is logged by lines, or dropped; of the environment is there what is given", () => {
  const script: ChildScript = function* (child) {
    yield* child.stderr.write(utf8(`${child.args}\n${JSON.stringify(child.env)}\nthe`));
    yield* child.stderr.write(utf8(" rest"));
    return 0;
  };
  const said = (options: ProcessEndpointOptions): string[] =>
    capturedLogs(() => {
      const { network, connect } = world(script, options);
      connect(() => new Client());
      network.advance(1);
    }).map((event) => formatEvent(event));
  assert.deepEqual(said({ env: { LANG: "C" } }), [
    "/bin/child says: child,-x",
    '/bin/child says: {"LANG":"C"}',
    "/bin/child says: the rest",
  ]);
  assert.equal(said({})[1], "/bin/child says: {}");
  assert.deepEqual(said({ errFlag: StandardErrorBehavior.DROP }), []);
});

test("R12: a reactor that stops ends the child, and the connection", () => {
  const { reactor, network, endpoint, left } = world(upper);
  let client: Client | undefined;
  const stopped = reactor.run();
  endpoint.connect(Client).addCallback((connected) => {
    client = connected;
  });
  network.advance(1);
  reactor.stop();
  network.advance(10);
  assert.deepEqual([client?.reason?.name, left(), stopped.called], ["ConnectionLost", 0, true]);
});

/** Numbers from 0 up to `most`, the same for each seed. */
function numbers(seed: number): (most: number) => number {
  let state = seed + 1;
  return (most) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % most;
  };
}

test("whatever both do, and whatever goes wrong: one end, in time, and nothing is left", () => {
  const ends = new Set<string>();
  let whole = 0;
  for (let seed = 0; seed < 400; seed++) {
    const draw = numbers(seed * 7919);
    let said = 0;
    const { network, reactor, endpoint, left } = world(function* (child) {
      if (draw(4) === 0) child.on("SIGTERM", "ignore");
      if (draw(4) === 0) child.on("SIGPIPE", "ignore");
      for (let i = draw(6); i > 0; i--) {
        const does = draw(6);
        if (does === 0) yield* child.stdin.read();
        else if (does === 1) child.stdin.close();
        else if (does === 2) {
          child.stdout.close();
          return draw(3);
        } else if (does === 3) yield* child.wait(draw(50));
        else {
          const data = new Uint8Array(draw(100_000)).fill(65);
          said += data.length;
          yield* child.stdout.write(data);
        }
      }
      if (draw(2) === 0) yield* child.stdin.readAll();
      if (draw(5) === 0) yield* child.wait(1000);
      return draw(3);
    });
    if (draw(5) === 0) network.children("a", { fate: "hangs" });
    if (draw(10) === 0) network.children("a", { spawn: "EAGAIN" });
    const factory = new Counted<Client>(() => (draw(2) === 0 ? new Half() : new Client()));
    const outcomes: string[] = [];
    const clients: Client[] = [];
    const connecting: Deferred<Client> = endpoint.connect(factory);
    connecting.addCallbacks(
      (connected) => {
        clients.push(connected);
        outcomes.push("connected");
      },
      ({ value }) => void outcomes.push(value.name),
    );
    if (draw(20) === 0) connecting.cancel();
    const transport = () => clients[0]?.transport;
    let closed = false;
    const close = (how: "loseConnection" | "abortConnection"): void => {
      closed = true;
      transport()?.[how]();
    };
    capturedLogs(() => {
      for (let i = draw(12); i > 0; i--) {
        network.advance(draw(3));
        const does = draw(9);
        if (does < 3) transport()?.write(new Uint8Array(draw(150_000)));
        else if (does === 3) transport()?.pauseProducing();
        else if (does === 4) transport()?.resumeProducing();
        else if (does === 5) transport()?.loseWriteConnection();
        else if (does === 6) close("loseConnection");
        else if (does === 7 && draw(3) === 0) close("abortConnection");
      }
      transport()?.resumeProducing();
      network.advance(2000);
      // Who does not read keeps what was written from being flushed, for as long as it likes.
      if (endOf(clients[0] ?? new Client()) === undefined) close("abortConnection");
      network.advance(100);
    });
    assert.equal(outcomes.length, 1, `seed ${seed}`);
    const [client] = clients;
    if (client !== undefined) assert.notEqual(client.reason, undefined, `seed ${seed}`);
    ends.add(client?.reason?.name ?? outcomes[0]!);
    const heard = client?.heard.length ?? 0;
    if (client === undefined || closed) assert.ok(heard <= said, `seed ${seed}`);
    else {
      assert.equal(heard, said, `seed ${seed}: nothing is lost`);
      whole += 1;
    }
    assert.deepEqual([left(), reactor.getDelayedCalls()], [0, []], `seed ${seed}`);
    assert.deepEqual(factory.log, ["start", "stop"], `seed ${seed}`);
  }
  assert.ok(whole > 50);
  assert.deepEqual([...ends].sort(), [
    "ConnectError",
    "ConnectingCancelledError",
    "ConnectionAborted",
    "ProcessDone",
    "ProcessTerminated",
  ]);
});
