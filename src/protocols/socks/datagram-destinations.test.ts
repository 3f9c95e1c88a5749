import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { Deferred } from "../../deferred/index.ts";
import { hostAddress, InvalidAddressError } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { DatagramDestinations, type DestinationsOptions } from "./datagram-destinations.ts";

function destinations(
  rules: Partial<DestinationsOptions["rules"]> = {},
  canReach = (_host: string): boolean => true,
) {
  const clock = new Clock();
  const sent: string[] = [];
  const counted = { dropped: 0 };
  const made = new DatagramDestinations({
    rules: { clock, allow: () => true, ...rules },
    ...{ peer: hostAddress("TCP", "10.0.0.9", 9), username: null, canReach },
    send: (data, host, port) => {
      if (host === "name") throw new InvalidAddressError(host);
      sent.push(`${host}:${port} ${text(data)}`);
    },
    dropped: () => {
      counted.dropped += 1;
    },
  });
  const send = (what: string, host: string, port = 7): void => made.send(utf8(what), host, port);
  return { clock, sent, counted, made, send };
}

/** Tells these addresses, each time others. */
function resolving(...answers: string[][]): DestinationsOptions["rules"]["resolver"] {
  return {
    resolveHostName: (receiver, name) => {
      const resolution = { name, cancel: (): void => {} };
      receiver.resolutionBegan(resolution);
      for (const host of answers.shift() ?? [])
        receiver.addressResolved(hostAddress("TCP", host, 0));
      receiver.resolutionComplete();
      return resolution;
    },
  };
}

test("whoever began with one address of a name goes on with it, as long as it is one of them", () => {
  const resolver = resolving(["10.0.0.1", "10.0.0.2"], ["10.0.0.2", "10.0.0.1"], ["10.0.0.3"]);
  const { clock, sent, send } = destinations({ resolver });
  for (const what of ["a", "b", "c"]) {
    send(what, "db.example");
    clock.advance(30);
  }
  assert.deepEqual(sent, ["10.0.0.1:7 a", "10.0.0.1:7 b", "10.0.0.3:7 c"]);
});

test("the first address that is allowed and that a port of ours can reach", () => {
  const resolver = resolving(["fd00::1", "10.0.0.1", "10.0.0.2"]);
  const { sent, send, counted } = destinations(
    { resolver, allow: ({ host }) => host !== "10.0.0.1" },
    (host) => !host.includes(":"),
  );
  send("a", "db.example");
  send("b", "fd00::7");
  assert.deepEqual([sent, counted.dropped], [["10.0.0.2:7 a"], 1]);
});

test("an answer is from a host that was sent to, however its address is written", () => {
  const { made, send } = destinations({ allow: ({ port }) => port === 7 });
  send("a", "2001:db8::1");
  send("a", "::ffff:10.0.0.1");
  send("a", "10.0.0.2", 8);
  for (const [host, is] of [
    ["2001:DB8:0::1", true],
    ["10.0.0.1", true],
    ["::ffff:a00:1", true],
    ["10.0.0.2", false],
    ["10.0.0.3", false],
  ] as const)
    assert.equal(made.hasReached(host), is, host);
  made.end();
  assert.equal(made.hasReached("10.0.0.1"), false);
});

test("what its port does not take for an address is dropped", () => {
  const { send, counted, sent } = destinations();
  send("a", "name");
  send("b", "10.0.0.1");
  assert.deepEqual([counted.dropped, sent], [1, ["10.0.0.1:7 b"]]);
});

test("a question that is not answered in time is one that was answered with no; its timer goes", () => {
  let cancelled = 0;
  const { clock, send, counted } = destinations({
    connectSeconds: 5,
    allow: () =>
      new Deferred<boolean>(() => {
        cancelled += 1;
      }),
  });
  send("a", "10.0.0.1");
  clock.advance(5);
  send("b", "10.0.0.1");
  assert.deepEqual([cancelled, counted.dropped, clock.getDelayedCalls().length], [1, 2, 0]);
});

test("what waits is bounded in bytes, over all destinations, and is let go of with the association", () => {
  let cancelled = 0;
  const { clock, made, counted } = destinations({
    allow: () =>
      new Deferred<boolean>(() => {
        cancelled += 1;
      }),
  });
  const big = new Uint8Array(65_507);
  for (let i = 1; i < 5; i++) made.send(big, `10.0.0.${i}`, 7);
  assert.equal(counted.dropped, 2);
  made.end();
  assert.deepEqual([counted.dropped, cancelled, clock.getDelayedCalls().length], [4, 4, 0]);
});

test("end() from inside the rule, or from inside a send: nothing more is sent", () => {
  for (const answer of [true, new Deferred<boolean>()]) {
    const inRule = destinations({
      allow: () => {
        inRule.made.end();
        return answer;
      },
    });
    inRule.send("a", "10.0.0.1");
    inRule.send("b", "10.0.0.1");
    assert.equal(inRule.clock.getDelayedCalls().length, 0);
    assert.deepEqual([inRule.sent, inRule.counted.dropped], [[], 2]);
    assert.ok(typeof answer === "boolean" || answer.called);
  }

  const answer = new Deferred<boolean>();
  const inSend = destinations({ allow: () => answer });
  inSend.send("a", "10.0.0.1");
  inSend.send("b", "10.0.0.1");
  inSend.made.end();
  if (!answer.called) answer.callback(true);
  assert.deepEqual([inSend.sent, inSend.counted.dropped], [[], 2]);
});
