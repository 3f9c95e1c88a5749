import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, suggestion } from "./nearest.ts";

test("the nearest name, if it is near", () => {
  assert.equal(nearest("lisen", ["log", "listed", "listen"]), "listen");
  assert.equal(nearest("chta", ["chat"]), "chat");
  assert.equal(nearest("echo", ["echo"]), "echo");
  assert.equal(nearest("pigeon", ["chat", "echo"]), undefined);
  assert.equal(nearest("x", ["y"]), undefined);
  assert.equal(suggestion("lisen", ["listen"]), " (did you mean listen?)");
  assert.equal(suggestion("lisen", []), "");
});
