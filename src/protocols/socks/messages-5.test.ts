import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../../bytes/index.ts";
import { ipAddressBytes, ipAddressText } from "../../net/index.ts";
import { SOCKSMessageError } from "./errors.ts";
import { ipv4, isTotal, names, ports, roundTrips } from "./messages.test-fixture.ts";
import {
  buildChoice,
  buildCredentials,
  buildCredentialsStatus,
  buildMethods,
  buildSOCKS5Reply,
  buildSOCKS5Request,
  parseChoice,
  parseCredentials,
  parseCredentialsStatus,
  parseMethods,
  parseSOCKS5Reply,
  parseSOCKS5Request,
} from "./messages-5.ts";

test("the messages are those of RFC 1928 and RFC 1929", () => {
  const command = "connect";
  assert.equal(toHex(buildMethods([0, 2])), "05020002");
  assert.equal(toHex(buildChoice(255)), "05ff");
  assert.equal(toHex(buildCredentials({ username: "ab", password: "c" })), "010261620163");
  assert.equal(toHex(buildCredentialsStatus(true)), "0100");
  assert.equal(
    toHex(buildSOCKS5Request({ command, host: "10.0.0.1", port: 80 })),
    "050100010a0000010050",
  );
  assert.equal(
    toHex(buildSOCKS5Request({ command: "bind", host: "a.b", port: 80 })),
    "0502000303612e620050",
  );
  assert.equal(
    toHex(buildSOCKS5Reply({ code: 5, host: "::1", port: 1 })),
    `05050004${"00".repeat(15)}010001`,
  );
});

const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipAddressText(bytes));
const hosts = fc.oneof(ipv4, ipv6, names);

test("all of them go there and back", () => {
  roundTrips(
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 255 }),
    buildMethods,
    parseMethods as never,
  );
  roundTrips(fc.integer({ min: 0, max: 255 }), buildChoice, parseChoice);
  const field = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }).filter((text) => {
    const { length } = new TextEncoder().encode(text);
    return length <= 255;
  });
  roundTrips(fc.record({ username: field, password: field }), buildCredentials, parseCredentials);
  roundTrips(fc.boolean(), buildCredentialsStatus, parseCredentialsStatus);
  roundTrips(
    fc.record({
      command: fc.constantFrom("connect" as const, "bind" as const, "udp-associate" as const),
      host: hosts,
      port: ports,
    }),
    buildSOCKS5Request,
    parseSOCKS5Request,
  );
  roundTrips(
    fc.record({ code: fc.integer({ min: 0, max: 255 }), host: hosts, port: ports }),
    buildSOCKS5Reply,
    parseSOCKS5Reply,
  );
});

test("any bytes are decided on within a few hundred, by a message or a typed error", () => {
  isTotal([5], parseMethods);
  isTotal([1], parseCredentials);
  isTotal([5, 1, 0], parseSOCKS5Request);
  isTotal([5, 1, 0, 3], parseSOCKS5Request);
  isTotal([5, 0, 0], parseSOCKS5Reply);
});

test("what no message is, is told as soon as it is there", () => {
  const wrong: [(bytes: Uint8Array) => unknown, number[], RegExp, number | null][] = [
    [parseMethods, [4], /the version is 4, and has to be 5/, null],
    [parseMethods, [5, 0], /the list of methods is empty/, null],
    [parseCredentials, [5], /version of the authentication is 5/, null],
    [parseCredentials, [1, 0], /the username is empty/, null],
    [parseCredentials, [1, 1, 97, 0], /the password is empty/, null],
    [parseSOCKS5Request, [5, 4], /there is no command 4/, 7],
    [parseSOCKS5Request, [5, 0], /there is no command 0/, 7],
    [parseSOCKS5Request, [5, 1, 1], /the reserved byte is 1/, null],
    [parseSOCKS5Request, [5, 1, 0, 2], /there is no type of address 2/, 8],
    [parseSOCKS5Request, [5, 1, 0, 3, 0], /the name of the host is empty/, null],
    [parseSOCKS5Request, [5, 1, 0, 3, 1, 10, 0, 80], /"\\n" is no name of a host/, null],
    [parseSOCKS5Reply, [0], /the version is 0/, null],
  ];
  for (const [parse, bytes, message, code] of wrong)
    assert.throws(
      () => parse(Uint8Array.from(bytes)),
      (error) =>
        error instanceof SOCKSMessageError && message.test(error.message) && error.code === code,
      String(message),
    );
});

test("what cannot be said is not built", () => {
  const long = "a".repeat(256);
  for (const wrong of [
    () => buildMethods([]),
    () => buildMethods(Array(256).fill(0)),
    () => buildCredentials({ username: "", password: "x" }),
    () => buildCredentials({ username: "x", password: long }),
    () => buildSOCKS5Request({ command: "connect", host: long, port: 80 }),
    () => buildSOCKS5Request({ command: "connect", host: "a b", port: 80 }),
    () => buildSOCKS5Request({ command: "connect", host: "a", port: -1 }),
  ])
    assert.throws(wrong, SOCKSMessageError);
});

test("an address that is sent as a name is an address all the same", () => {
  const parsed = parseSOCKS5Request(
    Uint8Array.from([5, 1, 0, 3, 9, ...Buffer.from("127.0.0.1"), 0, 80]),
  );
  assert.equal(parsed?.message.host, "127.0.0.1");
  assert.deepEqual([...ipAddressBytes("127.0.0.1")], [127, 0, 0, 1]);
});
