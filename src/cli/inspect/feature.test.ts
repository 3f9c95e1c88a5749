import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Service } from "../../application/index.ts";
import { InvalidDescriptionError } from "../../endpoints/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { hostAddress, UNIXAddress } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { Run } from "../feature.ts";
import { INSPECTION, ownersOnly, whoCanLook } from "./feature.ts";

function world(inspect?: string) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const terminal = { stdout: new PassThrough(), stderr: new PassThrough() };
  const run: Run = {
    ...{ reactor, service: new Service(), terminal, facts: new Map() },
    options: inspect === undefined ? {} : { inspect },
  };
  return { network, reactor, run };
}

test("without the option nothing is done; a description that is wrong is said at once", () => {
  assert.equal(INSPECTION.join(world().run), null);
  assert.throws(() => INSPECTION.join(world("nonsense:1").run), InvalidDescriptionError);
});

test("of a program with workers the supervisor can be looked into, and no worker", () => {
  const { run } = world("unix:/run/x.sock");
  const workers = { supervisor: {} } as NonNullable<Run["workers"]>;
  assert.equal(INSPECTION.join({ ...run, workers }), null);
});

test("the port is there before the services are started, and gone after they have stopped", () => {
  const { network, reactor, run } = world("unix:/run/x.sock");
  const hooks = INSPECTION.join(run)!;
  hooks.starting?.();
  network.advance(1);
  assert.deepEqual(
    reactor.describe().ports.map(({ address, factory }) => [address, factory]),
    [["/run/x.sock", "InspectionFactory"]],
  );
  hooks.stopped?.();
  network.advance(1);
  assert.deepEqual(reactor.describe().ports, []);
});

test("a UNIX socket is its owner's alone unless something else is said", () => {
  assert.equal(ownersOnly("unix:/run/x.sock"), "unix:/run/x.sock:mode=600");
  assert.equal(ownersOnly("unix:/run/x.sock:mode=660"), "unix:/run/x.sock:mode=660");
  assert.equal(ownersOnly("unix:/run/x.sock:660"), "unix:/run/x.sock:660");
  assert.equal(ownersOnly("tcp:80"), "tcp:80");
});

test("who can look is told, where it is more than the owner of a file", () => {
  const who = (host: string): string | null => whoCanLook(hostAddress("TCP", host, 1));
  assert.equal(whoCanLook(new UNIXAddress("/run/x.sock")), null);
  assert.match(whoCanLook(new UNIXAddress("\0x")) ?? "", /every user/);
  for (const host of ["127.0.0.1", "::1"]) assert.match(who(host) ?? "", /every user/);
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "1270.example"])
    assert.match(who(host) ?? "", /everybody/);
});

test("a public port is warned of", async () => {
  const { network, run } = world("tcp:9000");
  const events = await capturedLogs(() => {
    INSPECTION.join(run)?.starting?.();
    network.advance(1);
  });
  const warned = events.filter(({ log_level }) => String(log_level) === "warn");
  assert.deepEqual(
    warned.map(({ who }) => who),
    ["everybody who can reach this port"],
  );
});
