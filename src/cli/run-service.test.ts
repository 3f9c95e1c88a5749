import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, Service, StreamServerEndpointService } from "../application/index.ts";
import { Deferred } from "../deferred/index.ts";
import { serverFromString } from "../endpoints/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import type { LifeCycleHooks } from "./feature.ts";
import { runService } from "./run-service.ts";

function world() {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const complaints: string[] = [];
  const listen = (): StreamServerEndpointService =>
    new StreamServerEndpointService(serverFromString(reactor, "tcp:80"), Protocol);
  const run = (service: Service, ...hooks: LifeCycleHooks[]) =>
    runService(reactor, service, {
      complain(error) {
        complaints.push(error.message);
        return 1;
      },
      hooks,
    });
  return { network, reactor, complaints, listen, run };
}

test("it starts, says how to connect, and stops in order with status 0", () => {
  const { network, reactor, complaints, listen, run } = world();
  const tree = new MultiService();
  listen().setServiceParent(tree);
  const events = capturedLogs(() => {
    const status = run(tree);
    network.advance(1);
    assert.deepEqual([tree.running, status.called], [true, false]);
    reactor.stop();
    network.advance(1);
    assert.equal(status.result, 0);
  });
  const said = events.map((event) => formatEvent(event));
  assert.ok(said.includes("join with: nc 127.0.0.1 80"));
  assert.equal(tree.running, false);
  assert.deepEqual(complaints, []);
});

test("E8: the reactor stops only when the service has", () => {
  const { network, reactor, run } = world();
  const gate = new Deferred<void>();
  class Slow extends Service {
    override stopService(): Deferred<void> {
      return gate;
    }
  }
  const status = run(new Slow());
  network.advance(1);
  reactor.stop();
  network.advance(100);
  assert.equal(status.called, false);
  gate.callback(undefined);
  network.advance(1);
  assert.equal(status.result, 0);
});

test("a service that does not start is one complaint, status 1, and what did start is stopped", () => {
  const { network, complaints, listen, run } = world();
  const tree = new MultiService();
  const first = listen();
  first.setServiceParent(tree);
  listen().setServiceParent(tree);
  const status = run(tree);
  network.advance(1);
  assert.equal(status.result, 1);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0] ?? "", /cannot listen on 0\.0\.0\.0:80: the address is in use/);
  assert.equal(first.port, null);
});

test("a start that is cut short by a stop is no failure", () => {
  const { network, reactor, complaints, run } = world();
  class Hangs extends Service {
    readonly #started = new Deferred<void>();
    override startService(): Deferred<void> {
      super.startService();
      return this.#started;
    }
    override stopService(): void {
      this.#started.cancel();
    }
  }
  const status = run(new Hangs());
  network.advance(1);
  reactor.stop();
  network.advance(1);
  assert.deepEqual([status.result, complaints], [0, []]);
});

test("a start that fails while it is being stopped is a complaint and status 1, no more", () => {
  const { network, reactor, complaints, run } = world();
  const started = new Deferred<void>();
  class Hangs extends Service {
    override startService(): Deferred<void> {
      super.startService();
      return started;
    }
  }
  const events = capturedLogs(() => {
    const status = run(new Hangs());
    network.advance(1);
    reactor.stop();
    started.errback(new Error("too late"));
    network.advance(1);
    assert.deepEqual([status.result, complaints], [1, ["too late"]]);
  });
  assert.deepEqual(
    events.filter((event) => event.log_failure !== undefined),
    [],
  );
});

test("a service that does not stop in order is logged, and status 1", () => {
  const { network, reactor, complaints, run } = world();
  class Breaks extends Service {
    override stopService(): void {
      throw new Error("stuck");
    }
  }
  const events = capturedLogs(() => {
    const status = run(new Breaks());
    network.advance(1);
    reactor.stop();
    network.advance(1);
    assert.equal(status.result, 1);
  });
  const failures = events.flatMap(({ log_failure }) => log_failure?.value ?? []);
  assert.deepEqual(failures.map(String), ["Error: stuck"]);
  assert.deepEqual(complaints, []);
});

/** Notes each of its stages in `calls`; at stage `breaks` it throws, at stage `waits` it waits. */
function noting(
  name: string,
  calls: string[],
  { breaks, waits }: { breaks?: string; waits?: [string, Deferred<void>] } = {},
): LifeCycleHooks {
  const stage = (what: string) => (): Deferred<void> | undefined => {
    calls.push(`${name} ${what}`);
    if (breaks === what) throw new Error(`${name} breaks`);
    return waits?.[0] === what ? waits[1] : undefined;
  };
  return {
    starting: stage("starting"),
    privilegedStarted: stage("privilegedStarted"),
    started: stage("started"),
    stopping: stage("stopping"),
    stopped: stage("stopped"),
  };
}

class Noted extends Service {
  readonly #calls: string[];
  constructor(calls: string[]) {
    super();
    this.#calls = calls;
  }
  override privilegedStartService(): void {
    this.#calls.push("privileged start");
  }
  override startService(): void {
    super.startService();
    this.#calls.push("start");
  }
  override stopService(): void {
    super.stopService();
    this.#calls.push("stop");
  }
}

test("what goes along begins before the services, in order, and ends after them, in reverse", () => {
  const { network, reactor, run } = world();
  const calls: string[] = [];
  const status = run(new Noted(calls), noting("a", calls), noting("b", calls));
  network.advance(1);
  reactor.stop();
  network.advance(1);
  assert.equal(status.result, 0);
  assert.deepEqual(calls, [
    "a starting",
    "b starting",
    "privileged start",
    "a privilegedStarted",
    "b privilegedStarted",
    "start",
    "a started",
    "b started",
    "b stopping",
    "a stopping",
    "stop",
    "b stopped",
    "a stopped",
  ]);
});

test("what refuses to begin keeps the services from starting, and only what has begun is ended", () => {
  const { network, complaints, run } = world();
  const calls: string[] = [];
  const refuses = noting("b", calls, { breaks: "starting" });
  const status = run(new Noted(calls), noting("a", calls), refuses, noting("c", calls));
  network.advance(1);
  assert.deepEqual([status.result, complaints], [1, ["b breaks"]]);
  assert.deepEqual(calls, ["a starting", "b starting", "a stopping", "a stopped"]);
});

test("an end that comes while something begins starts nothing more", () => {
  const { network, reactor, run } = world();
  const calls: string[] = [];
  const gate = new Deferred<void>();
  const status = run(new Noted(calls), noting("a", calls, { waits: ["starting", gate] }));
  network.advance(1);
  reactor.stop();
  network.advance(1);
  gate.callback(undefined);
  network.advance(1);
  assert.equal(status.result, 0);
  assert.ok(!calls.includes("start"), calls.join());
});

test("what fails as it hears of the end keeps nothing else from being ended, and is status 1", () => {
  const { network, reactor, run } = world();
  const calls: string[] = [];
  const status = run(
    new Noted(calls),
    noting("a", calls),
    noting("b", calls, { breaks: "stopping" }),
    noting("c", calls, { breaks: "stopped" }),
  );
  network.advance(1);
  calls.length = 0;
  const events = capturedLogs(() => {
    reactor.stop();
    network.advance(1);
  });
  assert.equal(status.result, 1);
  assert.deepEqual(calls, [
    "c stopping",
    "b stopping",
    "a stopping",
    "stop",
    "c stopped",
    "b stopped",
    "a stopped",
  ]);
  const failures = events.flatMap(({ log_failure }) => log_failure?.value ?? []);
  assert.deepEqual(failures.map(String), ["Error: b breaks", "Error: c breaks"]);
});

test("in a hurry each stage is reached and waited for no longer than a second, and a third signal ends it", () => {
  const { network, run } = world();
  const calls: string[] = [];
  const never = (): Deferred<void> => new Deferred<void>();
  class Stuck extends Noted {
    override stopService(): Deferred<void> {
      super.stopService();
      return never();
    }
  }
  const status = run(
    new Stuck(calls),
    noting("a", calls, { waits: ["stopped", never()] }),
    noting("b", calls, { waits: ["stopping", never()] }),
  );
  network.advance(1);
  calls.length = 0;
  network.signal("a", "SIGTERM");
  network.advance(100);
  assert.deepEqual(calls, ["b stopping"]);
  network.signal("a", "SIGTERM");
  network.advance(0.5);
  const hurried = ["b stopping", "a stopping", "stop"];
  assert.deepEqual(calls, hurried);
  network.advance(1);
  assert.deepEqual(calls, [...hurried, "b stopped", "a stopped"]);
  assert.equal(status.called, false);
  network.signal("a", "SIGTERM");
  network.advance(0.1);
  assert.equal(status.result, 0);
});

test("in a hurry it ends by itself when each stage has had its second", () => {
  const { network, run } = world();
  const calls: string[] = [];
  const never = new Deferred<void>();
  const status = run(new Noted(calls), noting("a", calls, { waits: ["stopping", never] }));
  network.advance(1);
  network.signal("a", "SIGINT");
  network.advance(1);
  network.signal("a", "SIGINT");
  network.advance(0.1);
  assert.equal(status.result, 0);
  assert.deepEqual(calls.slice(-3), ["a stopping", "stop", "a stopped"]);
});

test("an end that comes during the start finishes what was accepted before the start is cancelled", () => {
  const { network, run } = world();
  const calls: string[] = [];
  class Starting extends Noted {
    override startService(): Deferred<void> {
      super.startService();
      return new Deferred<void>(() => void calls.push("cancelled"));
    }
  }
  const gate = new Deferred<void>();
  const status = run(new Starting(calls), noting("a", calls, { waits: ["stopping", gate] }));
  network.advance(1);
  network.signal("a", "SIGTERM");
  network.advance(1);
  assert.deepEqual(calls.slice(-2), ["start", "a stopping"]);
  gate.callback(undefined);
  network.advance(1);
  assert.deepEqual(calls.slice(-3), ["cancelled", "stop", "a stopped"]);
  assert.equal(status.result, 0);
});

test("a program that is one service, told to end while it starts: what that has brought about is stopped", async () => {
  const { network, complaints, run } = world();
  const calls: string[] = [];
  let opened = (): void => {};
  class Opens extends Service {
    override async startService(): Promise<void> {
      super.startService();
      calls.push("opens");
      await new Promise<void>((resolve) => {
        opened = resolve;
      });
      calls.push("is open");
    }
    override stopService(): void {
      super.stopService();
      calls.push("stops");
    }
  }
  const status = run(new Opens());
  network.advance(1);
  network.signal("a", "SIGTERM");
  network.advance(1);
  assert.deepEqual([calls, status.called], [["opens", "stops"], false]);
  opened();
  await new Promise((done) => setImmediate(done));
  network.advance(1);
  assert.deepEqual(calls, ["opens", "stops", "is open", "stops"]);
  assert.deepEqual([status.result, complaints], [0, []]);
});

test("a service somewhere in the tree that does not stop is told of once, with its path, and is status 1", () => {
  const { network, reactor, run } = world();
  class Breaks extends Service {
    override stopService(): void {
      throw new Error("stuck");
    }
  }
  const tree = new MultiService();
  tree.setName("shop");
  new Breaks().setServiceParent(tree);
  const events = capturedLogs(() => {
    const status = run(tree);
    network.advance(1);
    reactor.stop();
    network.advance(1);
    assert.equal(status.result, 1);
  });
  assert.deepEqual(
    events
      .filter(({ log_failure }) => log_failure !== undefined)
      .map((event) => formatEvent(event)),
    ["shop/Breaks has not stopped in order"],
  );
});

test("two signals of different kinds at the same moment hurry the end, which is still in order", () => {
  const { network, run } = world();
  const calls: string[] = [];
  const status = run(new Noted(calls), noting("a", calls));
  network.advance(1);
  calls.length = 0;
  network.signal("a", "SIGTERM");
  network.signal("a", "SIGHUP");
  network.advance(0);
  network.advance(0.1);
  assert.deepEqual(calls, ["a stopping", "stop", "a stopped"]);
  assert.equal(status.result, 0);
});
