import assert from "node:assert/strict";
import { test } from "node:test";
import { wsPackage } from "./ws-package.ts";

test("what ws makes frames of is there", () => {
  const { Sender } = wsPackage();
  const pieces = Sender.frame(new Uint8Array([7]), {
    fin: true,
    opcode: 2,
    mask: false,
    readOnly: false,
    rsv1: false,
  });
  assert.deepEqual(
    pieces.flatMap((piece) => [...piece]),
    [0x82, 1, 7],
  );
});

test("where it is not installed, or another, the error says what to install", () => {
  const missing = () => {
    throw new Error("Cannot find module 'ws'");
  };
  for (const load of [missing, () => ({})])
    assert.throws(() => wsPackage(load), {
      name: "WebSocketPackageError",
      message: /npm install ws@8$/,
    });
});
