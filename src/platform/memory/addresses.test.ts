import assert from "node:assert/strict";
import { test } from "node:test";
import {
  covers,
  EphemeralPorts,
  familyOf,
  HostAddresses,
  isLoopback,
  isNumeric,
  loopbackAddress,
  overlap,
} from "./addresses.ts";

const at = (host: string) => ({ host, port: 80 });

test("bound everywhere it takes all, to loopback what is for any name of that, else its own", () => {
  for (const host of ["0.0.0.0", "::"]) assert.equal(covers(at(host), at("a")), true);
  for (const host of ["127.0.0.1", "localhost", "::1"]) {
    assert.equal(isLoopback(host), true);
    assert.equal(covers(at("localhost"), at(host)), host !== "::1");
    assert.equal(covers(at(host), at(host)), true);
  }
  assert.equal(loopbackAddress("localhost"), "127.0.0.1");
  assert.equal(covers(at("localhost"), at("a")), false);
  assert.equal(covers(at("a"), at("a")), true);
  assert.equal(covers(at("a"), at("b")), false);
  assert.equal(overlap(at("a"), at("::")), true);
});

test("0.0.0.0 is of IPv4 alone, :: of both", () => {
  const cases = ["10.0.0.1", "fd00::1", "a"].map((host) => [
    covers(at("0.0.0.0"), at(host)),
    covers(at("::"), at(host)),
  ]);
  assert.deepEqual(cases, [
    [true, true],
    [false, true],
    [true, true],
  ]);
  assert.equal(overlap(at("0.0.0.0"), at("::")), true);
  assert.equal(overlap(at("0.0.0.0"), at("fd00::1")), false);
});

test("an address, or a name?", () => {
  assert.deepEqual(["10.0.0.1", "fd00::1", "::", "fe80::1%eth0", "db", "10.0.db"].map(isNumeric), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(["10.0.0.1", "fd00::1", "db"].map(familyOf), [4, 6, null]);
});

test("without addresses a host is its name, which reaches all", () => {
  const host = new HostAddresses("db");
  assert.deepEqual(host.all, ["db"]);
  assert.deepEqual(
    ["db", "::1", "10.0.0.1"].map((it) => host.isOwn(it)),
    [true, true, false],
  );
  assert.deepEqual(
    ["10.0.0.1", "fd00::1", "app", "localhost"].map((it) => host.sourceFor(it)),
    ["db", "db", "db", "127.0.0.1"],
  );
});

test("with addresses it sends from one of the right family, to itself from the one it sends to", () => {
  const host = new HostAddresses("db");
  host.set(["10.0.0.2", "10.0.0.3", "fd00::2"]);
  assert.equal(host.bound("db"), "10.0.0.2");
  assert.deepEqual(
    ["10.9.9.9", "fd00::9", "10.0.0.3", "app"].map((it) => host.sourceFor(it)),
    ["10.0.0.2", "fd00::2", "10.0.0.3", "10.0.0.2"],
  );
  host.set(["10.0.0.2"]);
  assert.equal(host.sourceFor("fd00::9"), undefined);
  for (const none of ["db", "127.0.0.1", "::", "0.0.0.0"])
    assert.throws(() => host.set([none]), RangeError);
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
  const all = (): boolean => {
    asked += 1;
    return true;
  };
  assert.equal(ports.choose(all), undefined);
  assert.equal(asked, 16_384);
  assert.equal(
    ports.choose(() => false, 0),
    undefined,
  );
});
