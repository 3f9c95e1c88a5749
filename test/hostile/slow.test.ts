/**
 * A byte a minute, to what has no limit of its own: which policy ends that, while those who are only slow to begin, or
 * idle between two messages, go on. The table of `docs/guide/hostile-peers.md`, row by row.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { IReactorTime } from "torsion/net";
import {
  DeadlineFactory,
  LimitBytesFactory,
  LineReceiver,
  NetstringReceiver,
  Protocol,
  TimeoutFactory,
  TimeoutMixin,
} from "torsion/protocols";
import { Finger } from "torsion/protocols/finger";
import { IdentServer } from "torsion/protocols/ident";
import { Chargen, Discard, Echo } from "torsion/protocols/wire";
import { WebSocketServerEndpoint } from "torsion/websocket";
import { attackServer, type Reactor, type Watched } from "./attack.ts";

type Serve = (endpoint: Watched, reactor: Reactor) => unknown;

const UPGRADE =
  "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

class Lines extends LineReceiver {
  override lineReceived(): void {}
}
class Netstrings extends NetstringReceiver {
  override stringReceived(): void {}
}
/** A whole line is a sign of life; a byte is none. */
class PromptLines extends TimeoutMixin(LineReceiver) {
  constructor(clock: IReactorTime) {
    super();
    this.clock = clock;
  }
  override connectionMade(): void {
    this.setTimeout(90);
  }
  override lineReceived(): void {
    this.resetTimeout();
  }
}

test("a byte a minute goes on for ever where there is no limit, and a limit on silence does not end it", () => {
  const kinds = [Lines, Netstrings, IdentServer, Finger, Discard, Echo];
  for (const Each of kinds) {
    const says = { first: Each === Netstrings ? "99:" : "", then: "1", everySeconds: 60 };
    const bare = attackServer((endpoint) => endpoint.listen(() => new Each()), says);
    assert.deepEqual([bare.ended, bare.left], [null, 1], Each.name);
    const silence = attackServer(
      (endpoint, clock) =>
        endpoint.listen(new TimeoutFactory(() => new Each(), clock, { seconds: 90 })),
      says,
    );
    assert.deepEqual([silence.ended, silence.left], [null, 1], Each.name);
  }
});

test("TimeoutMixin, reset by whole messages, ends it", () => {
  const serve: Serve = (endpoint, clock) => endpoint.listen(() => new PromptLines(clock));
  const slow = attackServer(serve, { first: "", then: "1", everySeconds: 60 });
  assert.deepEqual([slow.reason?.name, slow.left], ["ConnectionTimedOut", 0]);
  assert.ok(slow.ended! < 91);
  const idle = attackServer(serve, { first: "", then: "a line\r\n", everySeconds: 60 });
  assert.deepEqual([idle.ended, idle.left], [null, 1]);
});

test("a lifetime ends it, for those who say one thing", () => {
  for (const Each of [IdentServer, Finger]) {
    const serve: Serve = (endpoint, clock) =>
      endpoint.listen(new DeadlineFactory(() => new Each(), clock, { lifetimeSeconds: 30 }));
    const slow = attackServer(serve, { first: "", then: "1", everySeconds: 60 });
    assert.deepEqual([slow.reason?.name, slow.left], ["DeadlinePassed", 0], Each.name);
    assert.ok(slow.ended! < 31);
  }
});

test("a limit on silence ends it in a WebSocket, where only a whole message counts", () => {
  const serve =
    (seconds: number): Serve =>
    (endpoint, reactor) =>
      new WebSocketServerEndpoint(reactor, endpoint).listen(
        new TimeoutFactory(Discard, reactor, { seconds }),
      );
  const half = { first: `${UPGRADE}\x82\xfe\x01\0\0\0\0\0`, then: "1", everySeconds: 60 };
  const slow = attackServer(serve(90), half);
  assert.notEqual(slow.ended, null);
  // The limit, and the time that the Close frame and the end have.
  assert.ok(slow.ended! < 90 + 11, `after ${slow.ended} s`);
  assert.equal(slow.left, 0);
  const message = "\x82\x81\0\0\0\0x";
  const idle = attackServer(serve(90), { first: UPGRADE, then: message, everySeconds: 60 });
  assert.deepEqual([idle.ended, idle.left], [null, 1]);
});

/** Reads nothing of what it is sent. */
function deaf(serve: Serve): ReturnType<typeof attackServer> {
  return attackServer(serve, { first: "x".repeat(1000), then: "x", everySeconds: 60, deaf: true });
}

test("who reads nothing is not waited for longer than the policies say", () => {
  const bare = deaf((endpoint) => endpoint.listen(Chargen));
  assert.deepEqual([bare.ended, bare.left], [null, 1]);
  const limited = deaf((endpoint, clock) =>
    endpoint.listen(new DeadlineFactory(Chargen, clock, { lifetimeSeconds: 60, graceSeconds: 10 })),
  );
  assert.deepEqual([limited.reason?.name, limited.left], ["DeadlinePassed", 0]);
  assert.ok(limited.ended! < 71, `after ${limited.ended} s`);
});

test("a protocol that closes on somebody who reads nothing waits for ever, unless a lifetime ends it", () => {
  class Parting extends Protocol {
    override dataReceived(): void {
      this.transport.write(new Uint8Array(10_000_000));
      this.transport.loseConnection();
    }
  }
  const bare = deaf((endpoint) => endpoint.listen(Parting));
  assert.deepEqual([bare.ended, bare.left], [null, 1]);
  const limited = deaf((endpoint, clock) =>
    endpoint.listen(new DeadlineFactory(Parting, clock, { lifetimeSeconds: 60, graceSeconds: 10 })),
  );
  assert.equal(limited.left, 0);
  assert.ok(limited.ended! < 71, `after ${limited.ended} s`);
  const buffered = deaf((endpoint, clock) =>
    endpoint.listen(new LimitBytesFactory(Parting, clock, { buffered: 1_000_000 })),
  );
  assert.deepEqual([buffered.reason?.name, buffered.left], ["ByteLimitExceeded", 0]);
});
