import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectError } from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { WebSocketFailure, WebSocketPackageError, WebSocketUpgradeError } from "./errors.ts";

test("each has its name, and says what a program may ask", () => {
  const upgrade = new WebSocketUpgradeError("no", 404);
  assert.ok(upgrade instanceof ConnectError);
  assert.deepEqual([upgrade.name, upgrade.status], ["WebSocketUpgradeError", 404]);
  const failure = new WebSocketFailure("why", 1009, "too long");
  assert.ok(failure instanceof PlatformError);
  assert.deepEqual(
    [failure.name, failure.code, failure.closeCode, failure.closeReason],
    ["WebSocketFailure", "WebSocket 1009", 1009, "too long"],
  );
  assert.equal(new WebSocketPackageError("x").name, "WebSocketPackageError");
});
