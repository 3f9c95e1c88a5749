import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignalName } from "../net/index.ts";
import { endOfProcess } from "./end-of-process.ts";

function host() {
  const calls: string[] = [];
  return {
    calls,
    pid: 7,
    exitCode: undefined as number | undefined,
    exit: (code?: number) => void calls.push(`exit ${code}`),
    kill: (pid: number, signal: SignalName) => void calls.push(`kill ${pid} ${signal}`),
    removeAllListeners: (signal: SignalName) => void calls.push(`release ${signal}`),
  };
}

test("who was told by a signal to end dies of it; who cannot has the status that shells give for that", () => {
  for (const [signal, status] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const) {
    const process = host();
    const end = endOfProcess(process, 0, signal);
    assert.deepEqual([process.exitCode, process.calls], [status, []]);
    end();
    assert.deepEqual(process.calls, [`release ${signal}`, `kill 7 ${signal}`, `exit ${status}`]);
  }
});

test("without a signal, and where something has failed, there is the status alone", () => {
  for (const [status, signal] of [
    [0, null],
    [64, null],
    [1, "SIGTERM"],
  ] as const) {
    const process = host();
    endOfProcess(process, status, signal)();
    assert.deepEqual([process.exitCode, process.calls], [status, ["exit undefined"]]);
  }
});
