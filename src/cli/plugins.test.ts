import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlugins } from "./plugins.ts";

test("chat, echo, portforward and socks are built in, and say what they are", async () => {
  const plugins = await loadPlugins();
  assert.deepEqual(
    plugins.map(({ tapname }) => tapname),
    ["chat", "echo", "portforward", "socks"],
  );
  for (const { description, options, makeService } of plugins) {
    assert.notEqual(description, "");
    assert.ok(options.some(({ name }) => name === "listen"));
    assert.equal(typeof makeService, "function");
  }
});
