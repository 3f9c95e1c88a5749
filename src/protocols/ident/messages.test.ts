import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { HiddenUser, IdentError, InvalidPort, MalformedIdentError, NoUser } from "./errors.ts";
import { ERRORS, errorReply, isPort, readQuery, readReply, userReply } from "./messages.ts";

const query = (line: string) => readQuery(utf8(line));
const VALID = { portOnServer: 6193, portOnClient: 23, isValid: true, ports: "6193, 23" };

test("RFC 1413: a query is two numbers, with spaces where one likes", () => {
  for (const line of ["6193,23", "6193, 23", "  6193 , 23  ", "+6193,\t0023"])
    assert.deepEqual(query(line), VALID, line);
  for (const [line, ports] of [
    ["0, 23", "0, 23"],
    ["6193, 65536", "6193, 65536"],
    ["-1, 23", "-1, 23"],
    ["1, 99999999999999999999", "1, 99999999999999999999"],
  ] as const) {
    const read = query(line);
    assert.deepEqual([read?.isValid, read?.ports], [false, ports], line);
  }
  for (const line of [
    "",
    ",",
    "1",
    "1,",
    "1,2,3",
    "1.5,2",
    "1e3,2",
    "0x1,2",
    "a,b",
    "1 2",
    "1_0,2",
  ])
    assert.equal(query(line), null, line);
  assert.equal(query(`1,${"9".repeat(21)}`), null);
});

test("a port is a whole number from 1 to 65535", () => {
  assert.deepEqual([1, 65_535, 0, 65_536, 1.5, Number.NaN].map(isPort), [
    ...[true, true, false, false, false, false],
  ]);
});

test("a reply is one line, whatever a name is", () => {
  assert.equal(userReply(VALID, { system: "UNIX", user: "ada" }), "6193, 23 : USERID : UNIX : ada");
  assert.equal(userReply(VALID, { system: "OTHER", user: "a: b" }).split(" : ").pop(), "a: b");
  for (const wrong of [
    { system: "UNIX", user: "a\r\n1, 2 : USERID : UNIX : root" },
    { system: "UNIX", user: "a\nb" },
    { system: "UNIX", user: "a\0" },
    { system: "UNIX", user: "" },
    { system: "UN:IX", user: "a" },
    { system: "", user: "a" },
    { system: "UNIX", user: "ü".repeat(257) },
  ])
    assert.throws(() => userReply(VALID, wrong), TypeError);
  assert.equal(errorReply(VALID, new HiddenUser("x")), "6193, 23 : ERROR : HIDDEN-USER");
});

test("what is replied is read, strictly, and only about what was asked", () => {
  const read = (line: string) => readReply(utf8(line), VALID);
  assert.deepEqual(read("6193, 23 : USERID : UNIX : stjohns"), { system: "UNIX", user: "stjohns" });
  assert.deepEqual(read("6193,23:USERID:UNIX,US-ASCII:a:b"), {
    system: "UNIX,US-ASCII",
    user: "a:b",
  });
  for (const Kind of ERRORS.values()) {
    const error = read(`6193, 23 : ERROR : ${new Kind("").identDescription}`);
    assert.equal(error.constructor, Kind);
  }
  const other = read("6193, 23 : ERROR : X-TOO-BUSY");
  assert.ok(other instanceof IdentError && other.message === "X-TOO-BUSY");
  assert.ok(!(other instanceof NoUser || other instanceof InvalidPort));
  for (const line of [
    "",
    "23, 6193 : USERID : UNIX : root",
    "USERID : UNIX : root",
    "6193, 23 : USERID : UNIX",
    "6193, 23 : ERROR",
    "6193, 23 : ERROR : NO-USER : x",
    "6193, 23 : WHAT : UNIX : root",
  ])
    assert.throws(() => read(line), MalformedIdentError, line);
});
