import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessDone, ProcessTerminated } from "./errors.ts";
import { basesOf, membersOf } from "./members.test-fixture.ts";
import { IProcessProtocol, IProcessTransport } from "./process.ts";

test("IProcessTransport: the members of Twisted's; it is a transport, a consumer and a producer", () => {
  const members = membersOf(IProcessTransport);
  for (const member of ["pid", "writeToChild()", "closeChildFD()", "closeStdin()", "closeStdout()"])
    assert.ok(members.includes(member), member);
  for (const member of ["closeStderr()", "signalProcess()", "loseConnection()"])
    assert.ok(members.includes(member), member);
  assert.deepEqual(basesOf(IProcessTransport), [
    "torsion.ITransport",
    "torsion.IConsumer",
    "torsion.IPushProducer",
  ]);
});

test("IProcessProtocol: what a process calls, and no more", () =>
  assert.deepEqual(membersOf(IProcessProtocol), [
    "childConnectionLost()",
    "childDataReceived()",
    "makeConnection()",
    "processEnded()",
    "processExited()",
  ]));

test("X29: the reasons say how it ended", () => {
  const { exitCode, signal } = new ProcessDone("well");
  assert.deepEqual([exitCode, signal], [0, null]);
  const killed = new ProcessTerminated("badly", { exitCode: null, signal: "SIGKILL" });
  assert.deepEqual([killed.exitCode, killed.signal], [null, "SIGKILL"]);
});
