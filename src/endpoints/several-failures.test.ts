import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectError, ConnectionRefusedError, TimeoutError } from "../net/index.ts";
import { lastFailure } from "./several-failures.ts";

class CodedError extends ConnectError {
  override name = "CodedError";
  code = 0;
}

test("E2: one failure is itself; of several it is the last, of its class, which knows all of them", () => {
  const [first, second] = [new TimeoutError("slow"), new ConnectionRefusedError("no")];
  assert.equal(lastFailure("db:80", [first]), first);
  const last = lastFailure("db:80", [first, second]);
  assert.ok(last instanceof ConnectionRefusedError);
  assert.equal(last.name, "ConnectionRefusedError");
  assert.equal(last.message, "cannot connect to db:80 after 1 other attempt: no");
  assert.deepEqual((last.cause as AggregateError).errors, [first, second]);
});

test("what an error knows besides is kept, and one that is no ConnectError is left as it is", () => {
  const coded = Object.assign(new CodedError("refused by the proxy"), { code: 5 });
  const last = lastFailure("db:80", [new TimeoutError("slow"), coded]) as CodedError;
  assert.equal(last.code, 5);
  const mine = new RangeError("mine");
  assert.equal(lastFailure("db:80", [coded, mine]), mine);
});
