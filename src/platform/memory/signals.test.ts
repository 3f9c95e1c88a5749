import assert from "node:assert/strict";
import * as os from "node:os";
import { test } from "node:test";
import { defaultAction, isUnstoppable, signalName } from "./signals.ts";

const linux = { skip: process.platform !== "linux" };

test("names and numbers are those of Linux", linux, () => {
  for (const [name, number] of Object.entries(os.constants.signals)) {
    if (["SIGIOT", "SIGPOLL", "SIGSTKFLT", "SIGUNUSED"].includes(name)) continue;
    assert.equal(signalName(number), name);
    assert.equal(signalName(name), name);
  }
});

test("0 is no signal, and what is none is EINVAL", () => {
  assert.equal(signalName(0), null);
  for (const none of ["TERM", "SIGNONE", 99, -1, Number.NaN])
    assert.throws(() => signalName(none), { code: "EINVAL" });
});

test("what each does by itself", () => {
  assert.deepEqual(["SIGTERM", "SIGPIPE", "SIGSTOP", "SIGCONT", "SIGCHLD"].map(defaultAction), [
    "ends",
    "ends",
    "stops",
    "goes on",
    "nothing",
  ]);
  assert.deepEqual(["SIGKILL", "SIGSTOP", "SIGTERM"].map(isUnstoppable), [true, true, false]);
});
