import assert from "node:assert/strict";
import { test } from "node:test";
import { bridgeFields } from "./bridged.ts";

test("fields are the author's, and what the event is about where those leave room", () => {
  const event = {
    log_format: "x",
    level: 1,
    peer: "mine",
    log_peer: "p",
    log_service: "s",
    log_worker: 1,
  };
  const names: [string, string][] = [];
  bridgeFields(event, new Set(["level"]), (name, key) => names.push([name, key]));
  assert.deepEqual(names, [
    ["level_", "level"],
    ["peer", "peer"],
    ["service", "log_service"],
    ["worker", "log_worker"],
  ]);
});
