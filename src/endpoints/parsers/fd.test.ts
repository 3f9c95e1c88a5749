import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDescription } from "../description.ts";
import { fdClient, fdServer } from "./fd.ts";

const reactor = {
  adoptStreamPort: () => assert.fail("only parsed"),
  adoptStreamConnection: () => assert.fail("only parsed"),
};

test("fd: a number, by place and by name, in both directions", () => {
  for (const text of ["fd:3", "fd:fileno=3"]) {
    const parsed = parseDescription(text);
    assert.equal(String(fdServer.parseStreamServer(reactor, parsed)), "descriptor 3");
    assert.equal(String(fdClient.parseStreamClient(reactor, parsed)), "descriptor 3");
  }
  assert.throws(
    () => fdServer.parseStreamServer(reactor, parseDescription("fd:web")),
    /fileno is "web"/,
  );
  assert.throws(() => fdClient.parseStreamClient({}, parseDescription("fd:3")), {
    name: "NotSupportedError",
  });
});
