import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { watchdogSeconds } from "./watchdog.ts";

function secondsWith(variables: Record<string, string>): number | null {
  const network = new MemoryNetwork();
  const { environment } = reactorOn(network.host("a"));
  const own = { WATCHDOG_PID: String(environment.pid), ...variables };
  for (const [name, value] of Object.entries(own))
    network.environment("a").variables.set(name, value);
  return watchdogSeconds(environment);
}

test("the watchdog is told twice in the time that systemd waits", () => {
  assert.equal(secondsWith({ WATCHDOG_USEC: "30000000" }), 15);
  assert.equal(secondsWith({ WATCHDOG_USEC: "1" }), 0.01);
});

test("nothing is told where systemd does not wait, or waits for another process", () => {
  for (const variables of [
    {},
    { WATCHDOG_USEC: "0" },
    { WATCHDOG_USEC: "" },
    { WATCHDOG_USEC: "3s" },
  ])
    assert.equal(secondsWith(variables), null, JSON.stringify(variables));
  assert.equal(secondsWith({ WATCHDOG_USEC: "30000000", WATCHDOG_PID: "2" }), null);
});
