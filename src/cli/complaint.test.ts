import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { UsageError } from "../application/index.ts";
import { CannotListenError } from "../net/index.ts";
import { complaintOf } from "./complaint.ts";

const cannotListen = (address: string, code: string): Error =>
  new Error("shop/web has not started", {
    cause: new CannotListenError(address, code, { cause: Object.assign(new Error(), { code }) }),
  });

test("one message; the status says whether it was the command line", () => {
  assert.deepEqual(complaintOf(new Error("no")), { text: "twist: no\n", status: 1 });
  assert.deepEqual(complaintOf("text"), { text: "twist: text\n", status: 1 });
  assert.deepEqual(complaintOf(new UsageError("which?")), { text: "twist: which?\n", status: 64 });
});

test("a file that cannot be read is named first, whoever read it", () => {
  try {
    readFileSync("/there/is/no/such");
  } catch (thrown) {
    assert.equal(
      complaintOf(thrown).text,
      "twist: /there/is/no/such: no such file or directory (ENOENT)\n",
    );
  }
});

test("a port that is taken, or root's: what can be done", () => {
  assert.equal(
    complaintOf(cannotListen("0.0.0.0:8123", "EADDRINUSE")).text,
    "twist: shop/web has not started\n(another program has this port: which one says ss -tlnp 'sport = :8123')\n",
  );
  assert.match(
    complaintOf(cannotListen("[::]:80", "EACCES")).text,
    /\n\(ports below 1024 are root's/,
  );
  for (const error of [cannotListen("/run/x", "EACCES"), cannotListen("0.0.0.0:8080", "EACCES")])
    assert.equal(complaintOf(error).text, "twist: shop/web has not started\n");
});

test("a circle of causes has an end", () => {
  const error = new Error("round");
  error.cause = error;
  assert.equal(complaintOf(error).text, "twist: round\n");
});
