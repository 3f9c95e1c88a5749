import assert from "node:assert/strict";
import test from "node:test";
import { implementer, verifyObject } from "../components/index.ts";
import { CancelledError, Deferred, Failure } from "../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ConnectionRefusedError, IHalfCloseableProtocol } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientService, type ClientServiceOptions } from "./client-service.ts";
import { ServiceRunningError } from "./errors.ts";
import { IService } from "./interfaces.ts";
import { MultiService } from "./multi-service.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

/** A client on `a` of a server on `db`, which is up unless it is stopped; retries after 1 s, 2 s, … */
function world(options: Partial<ClientServiceOptions<Protocol>> = {}) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const accepted: Protocol[] = [];
  const server = new StreamServerEndpointService(
    new TCPServerEndpoint(reactorOn(network.host("db")), 80),
    () => {
      const protocol = new Protocol();
      accepted.push(protocol);
      return protocol;
    },
  );
  server.startService();
  const attempts: number[] = [];
  network.observe(({ at, kind, packet }) => {
    if (kind === "sent" && packet?.flags === "SYN") attempts.push(at);
  });
  const client = new ClientService(new TCPClientEndpoint(reactor, "db", 80), Protocol, {
    clock: reactor,
    retryPolicy: (failed) => failed,
    ...options,
  });
  return { network, reactor, server, accepted, attempts, client };
}

/** How a Deferred has ended, by name, or "waits". */
function outcome(deferred: Deferred<unknown>): () => string {
  let seen = "waits";
  deferred.addBoth((result) => {
    seen = result instanceof Failure ? result.value.name : (result?.constructor.name ?? "done");
  });
  return () => seen;
}

test("E9: several wait for the connection, before the start and after, and get the user's protocol", () => {
  const { network, client } = world();
  verifyObject(IService, client);
  const seen: unknown[] = [];
  const ask = () =>
    client.whenConnected().addCallback((protocol) => {
      seen.push(protocol);
    });
  ask();
  client.startService();
  ask();
  network.advance(1);
  assert.equal(seen.length, 2);
  ask();
  assert.equal(seen.length, 3);
  assert.equal(new Set(seen).size, 1);
  assert.ok(seen[0] instanceof Protocol);
  assert.equal(seen[0].constructor, Protocol);
  assert.throws(() => client.startService(), ServiceRunningError);
});

test("E9: a connection that was lost comes back, after the delay of a first failure", () => {
  const { network, client, accepted } = world();
  client.startService();
  network.advance(1);
  accepted[0]!.transport.loseConnection();
  network.advance(0.5);
  const again = outcome(client.whenConnected());
  assert.equal(again(), "waits");
  network.advance(1);
  assert.equal(again(), "Protocol");
  assert.equal(accepted.length, 2);
  assert.equal(network.connections("a"), 1);
});

test("who asks while the connection is being lost gets the next one, and no failure has happened", () => {
  const { network, reactor, accepted } = world();
  const next: (() => string)[] = [];
  class Asking extends Protocol {
    override connectionLost(): void {
      next.push(outcome(client.whenConnected({ failAfterFailures: 1 })));
    }
  }
  const client = new ClientService(new TCPClientEndpoint(reactor, "db", 80), Asking, {
    clock: reactor,
  });
  client.startService();
  network.advance(1);
  accepted[0]!.transport.loseConnection();
  network.advance(0.5);
  assert.equal(next[0]!(), "waits");
  network.advance(5);
  assert.equal(next[0]!(), "Asking");
});

test("E9: failAfterFailures counts the failures in a row since it was asked for", () => {
  const { network, client, server, attempts } = world();
  server.stopService();
  client.startService();
  const [one, three, never] = [1, 3, Number.POSITIVE_INFINITY].map((failAfterFailures) =>
    outcome(client.whenConnected({ failAfterFailures })),
  );
  network.advance(0.5);
  assert.deepEqual([one!(), three!(), never!()], ["ConnectionRefusedError", "waits", "waits"]);
  const late = outcome(client.whenConnected({ failAfterFailures: 3 }));
  network.advance(3);
  assert.deepEqual([three!(), late(), never!()], ["ConnectionRefusedError", "waits", "waits"]);
  server.startService();
  network.advance(3);
  assert.deepEqual([late(), never!()], ["Protocol", "Protocol"]);
  assert.deepEqual(
    attempts.map((at) => Math.floor(at)),
    [0, 1, 3, 6],
  );
  assert.throws(() => client.whenConnected({ failAfterFailures: 0 }), RangeError);
});

test("a success begins the count of failures anew", () => {
  const delays: number[] = [];
  const retryPolicy = (failed: number): number => {
    delays.push(failed);
    return 1;
  };
  const { network, client, server, accepted } = world({ retryPolicy });
  server.stopService();
  client.startService();
  network.advance(1.5);
  server.startService();
  network.advance(1);
  accepted[0]!.transport.loseConnection();
  network.advance(2);
  assert.deepEqual(delays, [1, 2, 1]);
});

test("E9: a start begins the count of failures anew", () => {
  const delays: number[] = [];
  const retryPolicy = (failed: number): number => {
    delays.push(failed);
    return 1;
  };
  const { network, client, server } = world({ retryPolicy });
  server.stopService();
  client.startService();
  network.advance(2.5);
  client.stopService();
  client.startService();
  network.advance(0.5);
  assert.deepEqual(delays, [1, 2, 3, 1]);
});

test("E9: stopped while connected: closed, and done when the connection is gone", () => {
  const { network, reactor, client } = world();
  client.startService();
  network.advance(1);
  const stopped = client.stopService();
  const second = client.stopService();
  const waiter = outcome(client.whenConnected());
  assert.equal(client.running, false);
  assert.equal(stopped.called, false);
  network.advance(1);
  assert.ok(stopped.called && second.called);
  assert.deepEqual(reactor.getDelayedCalls(), []);
  assert.equal(network.connections("a"), 0);
  assert.equal(waiter(), "CancelledError");
  assert.equal(outcome(client.whenConnected())(), "CancelledError");
  network.advance(100);
  assert.equal(network.connections("a"), 0, "it does not come back");
});

test("E9: stopped while it connects, while it waits, and before it was ever started", () => {
  const { network, reactor, client, server, attempts } = world();
  const before = outcome(client.whenConnected());
  assert.ok(client.stopService().called);
  assert.equal(before(), "CancelledError");

  client.startService();
  const connecting = outcome(client.whenConnected());
  assert.ok(client.stopService().called);
  assert.equal(connecting(), "CancelledError");
  assert.deepEqual(reactor.getDelayedCalls(), [], "nothing is left of the attempt");

  server.stopService();
  client.startService();
  network.advance(0.5);
  const waiting = outcome(client.whenConnected());
  assert.ok(client.stopService().called);
  assert.equal(waiting(), "CancelledError");
  network.advance(100);
  assert.equal(attempts.length, 2);
});

test("E9: started again while it disconnects: it connects when that is done", () => {
  const { network, client, accepted } = world();
  client.startService();
  network.advance(1);
  const stopped = client.stopService();
  client.startService();
  const again = outcome(client.whenConnected());
  assert.equal(accepted.length, 1);
  network.advance(1);
  assert.ok(stopped.called);
  assert.equal(again(), "Protocol");
  assert.equal(accepted.length, 2);

  client.stopService();
  client.startService();
  const last = client.stopService();
  network.advance(1);
  assert.ok(last.called);
  assert.equal(network.connections("a"), 0);
});

test("stopping ends in bounded time, and at once when that is cancelled", () => {
  for (const patient of [true, false]) {
    const { network, client } = world({ disconnectSeconds: 7 });
    client.startService();
    network.advance(1);
    network.partition("a", "db");
    client.whenConnected().addCallback((protocol) => {
      protocol.transport.write(new Uint8Array(10_000_000));
    });
    const stopped = outcome(client.stopService());
    const cancelled = client.stopService();
    outcome(cancelled);
    if (!patient) cancelled.cancel();
    network.advance(6);
    assert.equal(stopped(), patient ? "waits" : "done");
    network.advance(2);
    assert.equal(stopped(), "done");
  }
});

test("E9: a preparation that fails is a failed attempt, and nobody is given its protocol", () => {
  let fails = 2;
  const { network, client, attempts } = world({
    prepareConnection: () => {
      fails -= 1;
      if (fails >= 0) throw new RangeError("wrong password");
    },
  });
  client.startService();
  const first = outcome(client.whenConnected({ failAfterFailures: 1 }));
  const patient = outcome(client.whenConnected());
  network.advance(0.5);
  assert.equal(first(), "RangeError");
  assert.equal(patient(), "waits");
  network.advance(5);
  assert.equal(patient(), "Protocol");
  assert.equal(attempts.length, 3);
  assert.equal(network.connections("a"), 1, "those that were not prepared are closed");
});

test("nobody is given the protocol before it is prepared", () => {
  const prepared = new Deferred<void>();
  const { network, client } = world({ prepareConnection: () => prepared });
  client.startService();
  const waiter = outcome(client.whenConnected());
  network.advance(1);
  assert.equal(waiter(), "waits");
  prepared.callback(undefined);
  assert.equal(waiter(), "Protocol");
});

test("a wait can be cancelled, by itself or its signal, and the service goes on", () => {
  const { network, client } = world();
  client.startService();
  const abort = new AbortController();
  const [first, second] = [client.whenConnected(), client.whenConnected({ signal: abort.signal })];
  const errors: unknown[] = [];
  for (const wait of [first, second])
    wait.addErrback((failure) => {
      errors.push(failure.check(CancelledError));
    });
  first.cancel();
  abort.abort();
  network.advance(1);
  assert.deepEqual(errors, [CancelledError, CancelledError]);
  assert.equal(outcome(client.whenConnected())(), "Protocol");
});

test("who is told of a failure may stop the service", () => {
  const { network, client, server, attempts } = world();
  server.stopService();
  client.startService();
  client.whenConnected({ failAfterFailures: 1 }).addErrback((failure) => {
    failure.trap(ConnectionRefusedError);
    return client.stopService();
  });
  network.advance(100);
  assert.equal(attempts.length, 1);
});

test("a retry policy that is broken is logged, and the service still comes back", () => {
  for (const retryPolicy of [
    () => Number.NaN,
    () => -1,
    () => {
      throw new Error("no idea");
    },
  ]) {
    const { network, client, server } = world({ retryPolicy });
    server.stopService();
    client.startService();
    const events = capturedLogs(() => network.advance(0.5));
    assert.equal(events.filter(({ log_failure }) => log_failure !== undefined).length, 1);
    server.startService();
    network.advance(4);
    assert.equal(outcome(client.whenConnected())(), "Protocol");
  }
});

test("E10: by default the delays grow by half up to a minute, with up to a second of jitter", () => {
  const { network, reactor, attempts } = world();
  network.refuse("db");
  new ClientService(new TCPClientEndpoint(reactor, "db", 80), Protocol, {
    clock: reactor,
  }).startService();
  network.advance(1000);
  const delays = attempts.slice(1).map((at, index) => at - attempts[index]! - 0.002);
  const jitters = delays.map((delay, index) => delay - Math.min(1.5 ** (index + 1), 60));
  assert.ok(delays.length > 15);
  for (const jitter of jitters) assert.ok(jitter > -1e-6 && jitter < 1 + 1e-6, String(jitter));
  assert.equal(new Set(jitters).size, jitters.length);
});

test("the protocol's own interfaces count: half-closing works", () => {
  const { network, reactor, accepted } = world();
  let ends = 0;
  class Half extends Protocol implements IHalfCloseableProtocol {
    static {
      implementer(IHalfCloseableProtocol)(this);
    }
    readConnectionLost(): void {
      ends += 1;
    }
    writeConnectionLost(): void {}
  }
  const client = new ClientService(new TCPClientEndpoint(reactor, "db", 80), Half, {
    clock: reactor,
  });
  client.startService();
  network.advance(1);
  accepted[0]!.transport.loseConnection();
  network.advance(1);
  assert.equal(ends, 1);
});

test("E8: a reactor whose shutdown waits for stopService ends connections in order, not in mid-air", () => {
  const { network, reactor, client } = world();
  const reasons: string[] = [];
  const received: number[] = [];
  class Counting extends Protocol {
    override dataReceived(data: Uint8Array): void {
      received.push(data.length);
    }
    override connectionLost(reason: Failure): void {
      reasons.push(reason.value.name);
    }
  }
  const sink = new TCPServerEndpoint(reactorOn(network.host("sink")), 80);
  sink.listen(Counting);
  const own = new ClientService(new TCPClientEndpoint(reactor, "sink", 80), Counting, {
    clock: reactor,
  });
  const services = new MultiService();
  client.setServiceParent(services);
  own.setServiceParent(services);
  reactor.addSystemEventTrigger("before", "shutdown", () => services.stopService());
  const ended = reactor.run();
  services.startService();
  network.advance(1);
  own.whenConnected().addCallback(({ transport }) => transport.write(new Uint8Array(100_000)));
  reactor.stop();
  network.advance(5);
  assert.ok(ended.called);
  assert.deepEqual(reasons, ["ConnectionDone", "ConnectionDone"]);
  assert.equal(
    received.reduce((sum, length) => sum + length, 0),
    100_000,
  );
});
