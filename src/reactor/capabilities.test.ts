import assert from "node:assert/strict";
import { test } from "node:test";
import * as net from "../net/index.ts";
import type { Platform } from "../platform/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Reactor } from "./reactor.ts";

/** The capabilities that a reactor on `platform` declares, by their names. */
function declared(platform: Platform): string[] {
  const reactor = new Reactor(platform);
  return Object.entries(net)
    .filter(([name]) => /^IReactor/.test(name))
    .filter(([, face]) => (face as typeof net.IReactorCore).providedBy(reactor as unknown))
    .map(([name]) => name.slice("IReactor".length))
    .sort();
}

const ALWAYS = ["Core", "FromThreads", "Inspection", "Random", "Time"];
const plus = (...more: string[]): string[] => [...ALWAYS, ...more].sort();

test("a reactor declares what its platform can do, and no more", () => {
  const {
    tcp,
    udp,
    unix,
    names,
    processes: _,
    environment,
    files,
    signals,
    ...bare
  } = new MemoryNetwork().host("a");
  // There is one: what it can do is asked when it is to do it.
  const some = {} as never;
  assert.deepEqual(declared(bare), ALWAYS);
  assert.deepEqual(declared({ ...bare, tcp }), plus("TCP"));
  assert.deepEqual(declared({ ...bare, tls: some }), ALWAYS, "it carries nothing by itself");
  assert.deepEqual(declared({ ...bare, tcp, tls: some }), plus("TCP", "SSL"));
  assert.deepEqual(
    declared({ ...bare, tcp: { ...tcp, descriptors: some } }),
    plus("TCP", "Socket"),
  );
  assert.deepEqual(declared({ ...bare, udp }), plus("UDP", "Multicast"));
  assert.deepEqual(declared({ ...bare, unix }), plus("UNIX"));
  assert.deepEqual(
    declared({ ...bare, names }),
    plus("PluggableNameResolver", "PluggableResolver"),
  );
  assert.deepEqual(declared({ ...bare, descriptors: some }), plus("FDSet"));
  assert.deepEqual(declared({ ...bare, processes: some }), plus("Process"));
  assert.deepEqual(declared({ ...bare, environment }), plus("Environment"));
  assert.deepEqual(declared({ ...bare, files }), plus("Files"));
  assert.deepEqual(declared({ ...bare, signals }), plus("Signals"));
  assert.deepEqual(declared({ ...bare, stdio: some }), plus("StandardIO"));
  assert.deepEqual(declared({ ...bare, threads: some }), plus("InThreads", "Threads"));
});
