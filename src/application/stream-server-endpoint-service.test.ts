import assert from "node:assert/strict";
import test from "node:test";
import { implementer } from "../components/index.ts";
import { CancelledError, Deferred, type Failure } from "../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { CannotListenError, IDrainable, type IListeningPort } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol, type ProtocolSource } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ServiceStartError } from "./errors.ts";
import { MultiService } from "./multi-service.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

function world() {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const service = () =>
    new StreamServerEndpointService(new TCPServerEndpoint(reactor, 80), Protocol);
  /** Does anybody listen? */
  const open = (): boolean => {
    const connecting = new TCPClientEndpoint(reactor, "a", 80).connect(Protocol);
    network.advance(1);
    const connected = connecting.result instanceof Protocol;
    connecting.addErrback(() => {});
    return connected;
  };
  return { network, service, open };
}

/** An endpoint whose ports open and close when the test says so. */
function slowEndpoint() {
  const log: string[] = [];
  const opening: Deferred<IListeningPort>[] = [];
  const closing: Deferred<void>[] = [];
  const port = {
    getHost: () => ({ equals: () => false }),
    stopListening() {
      log.push("close");
      const closed = new Deferred<void>();
      closing.push(closed);
      return closed;
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const endpoint = {
    listen() {
      log.push("listen");
      const deferred = new Deferred<IListeningPort>(() => log.push("cancel"));
      opening.push(deferred);
      return deferred;
    },
  };
  return { endpoint, log, opening, closing, port };
}

function failureOf(deferred: Deferred<unknown>): () => Failure | undefined {
  let failure: Failure | undefined;
  deferred.addErrback((reason) => {
    failure = reason;
  });
  return () => failure;
}

test("it listens while it runs, and again when started again", () => {
  const { service, open } = world();
  const listening = service();
  assert.equal(open(), false);
  for (let round = 0; round < 2; round++) {
    assert.ok(listening.startService().called);
    assert.equal(String(listening.port?.getHost()), "0.0.0.0:80");
    assert.equal(open(), true);
    assert.ok(listening.stopService().called);
    assert.equal(listening.port, null);
    assert.equal(open(), false);
  }
});

test("the privileged start opens the port, and the start finds it open", () => {
  const { service, open } = world();
  const listening = service();
  listening.privilegedStartService();
  assert.equal(listening.running, false);
  assert.equal(open(), true);
  listening.startService();
  assert.equal(listening.running, true);
});

test("E12: a port that cannot be opened fails the start, and is reported by who started it", () => {
  const { service } = world();
  const parent = new MultiService();
  const [first, second] = [service(), service()];
  first.setServiceParent(parent);
  second.setName("second");
  second.setServiceParent(parent);
  let failure: (() => Failure | undefined) | undefined;
  const events = capturedLogs(() => {
    failure = failureOf(parent.startService());
  });
  const error = failure?.()?.value;
  assert.ok(error instanceof ServiceStartError);
  assert.ok(error.cause instanceof CannotListenError);
  assert.match(
    error.message,
    /^MultiService\/second has not started: cannot listen on 0\.0\.0\.0:80/,
  );
  // One report, not two: nobody who starts a service can overlook its Deferred.
  assert.ok(events.every(({ log_failure }) => log_failure === undefined));
  assert.ok(parent.stopService().called, "what did start can be stopped");
});

test("E12: stopping cancels a port that is being opened, without a word in the log", () => {
  const { endpoint, log } = slowEndpoint();
  const service = new StreamServerEndpointService(endpoint, Protocol);
  const events = capturedLogs(() => {
    const failure = failureOf(service.startService());
    assert.ok(service.stopService().called);
    assert.equal(failure()?.check(CancelledError), CancelledError);
  });
  assert.deepEqual(log, ["listen", "cancel"]);
  assert.deepEqual(events, []);
});

test("cancelling the start gives the port up", () => {
  const { endpoint, log } = slowEndpoint();
  const started = new StreamServerEndpointService(endpoint, Protocol).startService();
  failureOf(started);
  started.cancel();
  assert.deepEqual(log, ["listen", "cancel"]);
});

test("stopping waits until the port is closed, and a start in between until then", () => {
  const { endpoint, log, opening, closing, port } = slowEndpoint();
  const service = new StreamServerEndpointService(endpoint, Protocol);
  const started = service.startService();
  assert.equal(started.called, false);
  opening[0]!.callback(port);
  assert.ok(started.called);
  const stops = [service.stopService(), service.stopService()];
  const again = service.startService();
  assert.deepEqual(log, ["listen", "close"]);
  assert.ok(stops.every(({ called }) => !called));
  closing[0]!.callback(undefined);
  assert.ok(stops.every(({ called }) => called));
  assert.deepEqual(log, ["listen", "close", "listen"]);
  assert.equal(again.called, false);
  opening[1]!.callback(port);
  assert.ok(again.called);
});

test("started and stopped again while the old port closes: nothing is opened", () => {
  const { endpoint, log, opening, closing, port } = slowEndpoint();
  const service = new StreamServerEndpointService(endpoint, Protocol);
  service.startService();
  opening[0]!.callback(port);
  service.stopService();
  const failure = failureOf(service.startService());
  const stopped = service.stopService();
  assert.equal(failure()?.check(CancelledError), CancelledError);
  assert.equal(stopped.called, false, "the old port is still open");
  closing[0]!.callback(undefined);
  assert.ok(stopped.called);
  assert.deepEqual(log, ["listen", "close"]);
});

/** Connects, and hears of its end. */
class Client extends Protocol {
  ended = "";
  override connectionLost(reason: Failure): void {
    this.ended = reason.value.name;
  }
}

function serving(source: ProtocolSource) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const service = new StreamServerEndpointService(new TCPServerEndpoint(reactor, 80), source);
  service.startService();
  network.advance(1);
  const connect = (): Client => {
    const client = new Client();
    const connecting = new TCPClientEndpoint(reactor, "a", 80).connect(() => client);
    network.advance(1);
    connecting.addErrback(() => {});
    return client;
  };
  return { network, service, connect };
}

class Busy extends Protocol implements IDrainable {
  static {
    implementer(IDrainable)(this);
  }
  drain(): Deferred<void> {
    return new Deferred<void>();
  }
}

test("drain: it listens no more at once, and it is over with the last connection; it runs on until stopped", () => {
  const { network, service, connect } = serving(Protocol);
  const client = connect();
  const drained = service.drainService();
  assert.deepEqual([service.port, drained.called, service.running], [null, false, true]);
  assert.equal(connect().connected, false);
  network.advance(1);
  assert.deepEqual([drained.called, client.ended], [true, "ConnectionDone"]);
  service.stopService();
  assert.equal(service.running, false);
});

test("drain: when the time is over what is still there is closed, and it says how many", () => {
  const { network, service, connect } = serving(Busy);
  const client = connect();
  const time = new AbortController();
  const drained = service.drainService({ signal: time.signal });
  network.advance(100);
  assert.deepEqual([drained.called, client.ended], [false, ""]);
  const events = capturedLogs(() => time.abort());
  network.advance(1);
  assert.deepEqual([drained.called, client.ended], [true, "ConnectionDone"]);
  assert.match(formatEvent(events[0]!), /the time is over for 1 connections/);
});

test("drain: there may be no time at all, and no listener is left on the signal", () => {
  const { network, service, connect } = serving(Busy);
  const client = connect();
  const signal = AbortSignal.abort();
  const drained = service.drainService({ signal });
  network.advance(1);
  assert.deepEqual([drained.called, client.ended], [true, "ConnectionDone"]);
  const other = serving(Protocol);
  other.connect();
  const time = new AbortController();
  other.service.drainService({ signal: time.signal });
  other.network.advance(1);
  assert.deepEqual(
    capturedLogs(() => time.abort()),
    [],
  );
});

test("drain: a port that is being opened is given up, and one that never was is drained", () => {
  const { endpoint, log, opening } = slowEndpoint();
  const service = new StreamServerEndpointService(endpoint, Protocol);
  const started = service.startService();
  const failed = failureOf(started);
  assert.equal(opening.length, 1);
  assert.equal(service.drainService().called, true);
  assert.deepEqual(log, ["listen", "cancel"]);
  assert.ok(failed()?.check(CancelledError));
});

test("drain: what was drained and stopped can be started again, and accepts again", () => {
  const { network, service, connect } = serving(Protocol);
  connect();
  service.drainService();
  service.stopService();
  network.advance(1);
  service.startService();
  network.advance(1);
  assert.equal(connect().connected, true);
});

test("drain: what is started while it is drained does not listen, before it was stopped", () => {
  const { endpoint, log } = slowEndpoint();
  const service = new StreamServerEndpointService(endpoint, Protocol);
  service.drainService();
  service.privilegedStartService();
  assert.equal(service.startService().called, true);
  assert.deepEqual([service.port, log], [null, []]);
  service.stopService();
  service.startService();
  assert.deepEqual(log, ["listen"]);
});
