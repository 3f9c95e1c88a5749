import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../../bytes/index.ts";
import { SOCKSMessageError } from "./errors.ts";
import { ipv4, isTotal, names, ports, roundTrips } from "./messages.test-fixture.ts";
import {
  buildSOCKS4Reply,
  buildSOCKS4Request,
  parseSOCKS4Reply,
  parseSOCKS4Request,
  type SOCKS4Request,
} from "./messages-4.ts";

const plain: SOCKS4Request = {
  command: "connect",
  version: 4,
  host: "66.102.7.99",
  port: 80,
  userId: "Fred",
};

test("the messages are those of the documents", () => {
  assert.equal(toHex(buildSOCKS4Request(plain)), "0401005042660763467265640".concat("0"));
  assert.equal(
    toHex(buildSOCKS4Request({ ...plain, command: "bind", version: "4a", host: "a.b" })),
    "040200500000000146726564 00612e6200".replace(" ", ""),
  );
  assert.equal(
    toHex(buildSOCKS4Reply({ code: 90, host: "10.0.0.1", port: 258 })),
    "005a01020a000001",
  );
  assert.equal(toHex(buildSOCKS4Reply({ code: 91, host: "::1", port: 0 })), "005b000000000000");
});

const isMarker = (host: string): boolean => /^0\.0\.0\.[1-9]/.test(host);
const users = fc.string({ maxLength: 60 }).filter((text) => !text.includes("\0"));
const commands = fc.constantFrom("connect" as const, "bind" as const);

test("requests of 4 go there and back", () => {
  roundTrips(
    fc.record({
      command: commands,
      version: fc.constant(4 as const),
      host: ipv4.filter((host) => !isMarker(host)),
      port: ports,
      userId: users,
    }),
    buildSOCKS4Request,
    parseSOCKS4Request as never,
  );
});

test("requests of 4a go there and back", () => {
  roundTrips<SOCKS4Request>(
    fc.record({
      command: commands,
      version: fc.constant("4a" as const),
      host: names,
      port: ports,
      userId: users,
    }),
    buildSOCKS4Request,
    parseSOCKS4Request,
  );
});

test("replies go there and back", () => {
  roundTrips(
    fc.record({ code: fc.integer({ min: 90, max: 93 }), host: ipv4, port: ports }),
    buildSOCKS4Reply,
    parseSOCKS4Reply,
  );
});

test("any bytes are decided on within a few hundred, by a message or a typed error", () => {
  isTotal([], parseSOCKS4Request);
  isTotal([4, 1, 0, 80, 0, 0, 0, 1], parseSOCKS4Request);
  isTotal([0], parseSOCKS4Reply);
});

test("what no message is, is told as soon as it is there", () => {
  const wrong: [number[], RegExp][] = [
    [[5], /the version is 5, and has to be 4/],
    [[4, 3], /there is no command 3/],
    [[4, 1, 0, 80, 1, 2, 3, 4, 255, 0], /the user id is no UTF-8/],
    [[4, 1, 0, 80, 0, 0, 0, 1, 0, 0], /"" is no name of a host/],
    [[4, 1, 0, 80, 0, 0, 0, 1, 0, 97, 32, 0], /"a " is no name of a host/],
    [[4, 1, 0, 80, 1, 2, 3, 4, ...Array(256).fill(97)], /the user id does not end/],
    [[4, 1, 0, 80, 0, 0, 0, 1, 0, ...Array(256).fill(97)], /the name of the host does not end/],
  ];
  for (const [bytes, message] of wrong)
    assert.throws(
      () => parseSOCKS4Request(Uint8Array.from(bytes)),
      (error) => error instanceof SOCKSMessageError && message.test(error.message),
    );
  assert.throws(() => parseSOCKS4Reply(Uint8Array.of(4)), /version of the reply is 4/);
  assert.throws(() => parseSOCKS4Reply(Uint8Array.of(0, 0)), /there is no reply 0/);
});

test("what cannot be said is not built", () => {
  for (const wrong of [
    { host: "example.org" },
    { host: "::1" },
    { host: "0.0.0.7" },
    { version: "4a" as const, host: "0.0.0.7" },
    { version: "4a" as const, host: "" },
    { userId: "a\0b" },
    { userId: "ü".repeat(128) },
    { port: 65_536 },
  ])
    assert.throws(() => buildSOCKS4Request({ ...plain, ...wrong }), SOCKSMessageError);
});
