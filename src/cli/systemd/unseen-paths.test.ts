import assert from "node:assert/strict";
import { test } from "node:test";
import { readsHome, unseenPaths } from "./unseen-paths.ts";

test("a path is seen where each folder can be entered and the file be read by others", () => {
  const modes: Record<string, number> = {
    "/": 0o755,
    "/srv": 0o711,
    "/srv/a.js": 0o644,
    "/srv/b.js": 0o600,
    "/closed": 0o700,
    "/closed/c.js": 0o644,
    "/tmp/d.js": 0o644,
  };
  const unseen = (path: string): readonly string[] =>
    unseenPaths([path], (asked) => modes[asked] ?? null);
  assert.deepEqual(unseen("/srv/a.js"), []);
  assert.match(unseen("/srv/b.js").join(), /cannot be read/);
  assert.match(unseen("/closed/c.js").join(), /\/closed is closed to others/);
  assert.match(unseen("/tmp/d.js").join(), /of its own/);
  assert.match(unseen("/srv/e.js").join(), /is not there/);
});

test("what is in a home is known by its folder, and not by a name that begins like it", () => {
  assert.ok(readsHome(["/srv/a", "/run/user/7/app"]));
  assert.ok(!readsHome(["/srv/a", "/homes/ada", "/rooted"]));
});
