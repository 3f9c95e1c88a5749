import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SOCKSUsersError } from "./errors.ts";
import { authenticateSOCKSUsers, parseSOCKSUsers } from "./users.ts";

test("a line each; a password may have colons and blanks in it", () => {
  const users = parseSOCKSUsers("# who\n\nfred:secret\r\nanna:a:b c \n  \nwilma:#1\n");
  assert.deepEqual(
    [...users],
    [
      ["fred", "secret"],
      ["anna", "a:b c "],
      ["wilma", "#1"],
    ],
  );
});

test("what is wrong is told with its line, and no password is", () => {
  for (const [text, message] of [
    ["a:b\n\nsecret", "line 3 of the users: it is no name:password"],
    [":secret", "line 1 of the users: the name has 0 bytes, and may have 1 to 255"],
    ["fred:", "line 1 of the users: the password has 0 bytes, and may have 1 to 255"],
    [
      `a:b\nfred:${"é".repeat(128)}`,
      "line 2 of the users: the password has 256 bytes, and may have 1 to 255",
    ],
    ["a:secret\na:secret", 'line 2 of the users: "a" was there before'],
    ["# nobody", "line 1 of the users: there is nobody"],
    ["", "line 1 of the users: there is nobody"],
  ] as const)
    assert.throws(
      () => parseSOCKSUsers(text),
      (error) => error instanceof SOCKSUsersError && error.message === message,
      message,
    );
});

test("the right password of the right user, and nothing else", () => {
  const authenticate = authenticateSOCKSUsers(parseSOCKSUsers("fred:secret\nanna:x"));
  const is = (username: string, password: string | null): boolean =>
    authenticate({ username, password, version: password === null ? 4 : 5 });
  assert.ok(is("fred", "secret") && is("anna", "x"));
  for (const [username, password] of [
    ["fred", "x"],
    ["fred", "secre"],
    ["fred", "secret1"],
    ["fred", "secret\0"],
    ["fred", "Secret"],
    ["fred", ""],
    ["fred", null],
    ["nobody", "secret"],
    ["nobody", ""],
    ["nobody", null],
    ["", ""],
    ["__proto__", ""],
    ["fred", "s".repeat(300)],
  ] as const)
    assert.equal(is(username, password), false, `${username} ${password}`);
});

test("any two passwords are the same exactly if they are the same", () => {
  const password = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
  const pair = fc.oneof(
    fc.tuple(password, password),
    password.map((one) => [one, one] as const),
    password.map((one) => [one, `${one}\0`] as const),
  );
  fc.assert(
    fc.property(pair, ([given, secret]) => {
      const authenticate = authenticateSOCKSUsers(new Map([["a", secret]]));
      assert.equal(
        authenticate({ username: "a", password: given, version: 5 }),
        Buffer.from(given).equals(Buffer.from(secret)),
      );
    }),
  );
});
