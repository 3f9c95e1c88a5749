import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { Clock } from "../../time/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { PumpedReactor } from "./pumped-reactor.ts";
import type { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";
import { OneProtocolFactory } from "./watched-factory.ts";

test("who listens and who connects are joined, the server first", () => {
  const pumped = new PumpedReactor({ clock: new Clock() });
  const { reactor, platform } = pumped;
  const [client, server] = [new AccumulatingProtocol(), new AccumulatingProtocol()];
  const made: string[] = [];
  client.madeDeferred.addCallback(() => made.push("client"));
  server.madeDeferred.addCallback(() => made.push("server"));
  let listener: PumpedListener | undefined;
  let attempt: PumpedAttempt | undefined;
  pumped.listen(
    () => reactor.listenTCP(80, new OneProtocolFactory(server)),
    (asked) => {
      listener = asked;
    },
  );
  pumped.connect(
    () => reactor.connectTCP("10.0.0.1", 80, new OneProtocolFactory(client)),
    (asked) => {
      attempt = asked;
    },
  );
  platform.enter(() => {});
  assert.equal(client.made, false);
  const pump = pumped.join(
    { asked: attempt!, built: () => client },
    { asked: listener!, built: () => server },
  );
  assert.deepEqual(made, ["server", "client"]);
  client.transport.write(utf8("hello"));
  pump.flush();
  assert.equal(text(server.data), "hello");
});

test("what begins inside of another beginning is not taken for it", () => {
  const again: PumpedAttempt[] = [];
  const pumped = new PumpedReactor({
    clock: new Clock(),
    again: (attempt) => again.push(attempt),
  });
  const begun: PumpedAttempt[] = [];
  const nested = new OneProtocolFactory(new AccumulatingProtocol());
  const outer = new OneProtocolFactory(new AccumulatingProtocol());
  outer.startedConnecting = () => {
    pumped.reactor.connectTCP("second", 1, nested);
  };
  pumped.connect(
    () => pumped.reactor.connectTCP("first", 1, outer),
    (attempt) => begun.push(attempt),
  );
  assert.deepEqual(
    [begun, again].map((list) => list.map(({ to }) => "host" in to && to.host)),
    [["first"], ["second"]],
  );
  assert.throws(
    () =>
      pumped.connect(
        () => pumped.reactor.connectTCP("x", -1, nested),
        () => {},
      ),
    RangeError,
  );
  pumped.reactor.connectTCP("third", 1, nested);
  assert.equal(again.length, 2);
});
