/** Waiting for something in a world that tells nobody: another program's files, sockets and memory. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

/** Looks every 10 ms. Fails, and says what it has waited for, after half a minute. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let looks = 0; !holds(); looks++) {
    assert.ok(looks < 3000, `waited in vain until ${what}`);
    await wait(10);
  }
}
