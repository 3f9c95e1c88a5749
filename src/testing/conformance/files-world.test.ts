import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenFiles } from "./files-broken.test-fixture.ts";
import { FilesWorld } from "./files-world.ts";

test("files are made and read in a folder of its own, and errors told by their codes", async () => {
  let closed = 0;
  const close = (): void => {
    closed += 1;
  };
  const world = new FilesWorld({ ...brokenFiles(() => ({})), close });
  assert.equal(world.make("a", "hello"), "/d/a");
  assert.equal(world.text("a"), "hello");
  assert.equal(
    world.code(() => world.text("b")),
    "ENOENT",
  );
  assert.equal(
    world.code(() => {
      throw new Error("no code");
    }),
    "Error: no code",
  );
  assert.equal(
    world.code(() => {}),
    "none",
  );
  await world.close();
  assert.equal(closed, 1);
});
