import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectError, ConnectionLost } from "../../net/index.ts";
import * as errors from "./errors.ts";

test("each has its name; ends are ConnectionLost, failed attempts ConnectErrors, a wrong text a SyntaxError", () => {
  const made = [
    new errors.SOCKSMessageError("x"),
    new errors.SOCKSHandshakeTimedOut(30),
    new errors.SOCKSAssociationTimedOut(600),
    new errors.SOCKSRefused("x", 2),
    new errors.SOCKSProxyError("x"),
    new errors.SOCKSAuthenticationError("x"),
    new errors.SOCKSReplyError("x", 5, 2),
    new errors.SOCKSUsersError("x", 3),
  ];
  assert.deepEqual(
    made.map(({ name }) => name),
    Object.keys(errors).sort((a, b) => order(a) - order(b)),
  );
  function order(name: string): number {
    return made.findIndex((error) => error.name === name);
  }
  for (const [at, error] of made.entries()) {
    assert.equal(error.constructor.name, error.name);
    assert.ok(
      error instanceof (at < 4 ? ConnectionLost : at < 7 ? ConnectError : SyntaxError),
      error.name,
    );
  }
  assert.ok(made[5] instanceof errors.SOCKSProxyError && made[6] instanceof errors.SOCKSProxyError);
  assert.equal(made[1]!.message, "no whole request came within 30 s");
  assert.equal(made[2]!.message, "no datagram has come or gone for 600 s");
});
