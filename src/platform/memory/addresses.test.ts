import assert from "node:assert/strict";
import { test } from "node:test";
import { covers, EphemeralPorts, isLoopback, overlap } from "./addresses.ts";

const at = (host: string) => ({ host, port: 80 });

test("bound everywhere it takes all, to loopback what is for any name of that, else its own", () => {
  for (const host of ["0.0.0.0", "::"]) assert.equal(covers(at(host), at("a")), true);
  for (const host of ["127.0.0.1", "localhost", "::1"]) {
    assert.equal(isLoopback(host), true);
    assert.equal(covers(at("localhost"), at(host)), true);
  }
  assert.equal(covers(at("localhost"), at("a")), false);
  assert.equal(covers(at("a"), at("a")), true);
  assert.equal(covers(at("a"), at("b")), false);
  assert.equal(overlap(at("a"), at("::")), true);
});

test("ports in turn, those that are taken left out, and an end where all are", () => {
  const ports = new EphemeralPorts();
  assert.equal(
    ports.choose(() => false),
    49_152,
  );
  assert.equal(
    ports.choose((port) => port < 49_160),
    49_160,
  );
  let asked = 0;
  ports.choose(() => {
    asked += 1;
    return true;
  });
  assert.equal(asked, 16_384);
});
