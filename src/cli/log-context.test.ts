import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Service } from "../application/index.ts";
import { currentLogContext, withLogContext } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { LOG_CONTEXT } from "./log-context.ts";

function hooksFor(options: Record<string, unknown>) {
  const terminal = { stdout: new PassThrough(), stderr: new PassThrough() };
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const given = { options, reactor, service: new Service(), terminal };
  return LOG_CONTEXT.join({ ...given, facts: new Map() });
}

const afterAwait = (): Promise<boolean> =>
  withLogContext({ a: 1 }, async () => {
    await null;
    return currentLogContext() !== null;
  });

test("contexts are kept across an await from start to end, where that is asked for", async () => {
  assert.equal(hooksFor({}), null);
  const hooks = hooksFor({ "log-context": true });
  assert.equal(await afterAwait(), false);
  hooks?.starting?.();
  assert.equal(await afterAwait(), true);
  hooks?.stopped?.();
  assert.equal(await afterAwait(), false);
});
