import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService } from "../application/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { PID_FILE } from "./pid-file.ts";
import { runService } from "./run-service.ts";

function start(network: MemoryNetwork, options: object = { "pid-file": "/run/x.pid" }, more = {}) {
  const reactor = reactorOn(network.host("a"));
  const service = new MultiService();
  const hooks = PID_FILE.join({ reactor, service, options, ...more } as never);
  const complaints: string[] = [];
  const complain = ({ message }: Error): number => complaints.push(message);
  runService(reactor, service, { complain, hooks: hooks === null ? [] : [hooks] });
  network.advance(0);
  return { hooks, complaints, reactor, service };
}

function setUp() {
  const network = new MemoryNetwork();
  const disk = network.files("a");
  disk.makeFolders("/run");
  const stop = (): void => {
    network.signal("a", "SIGTERM");
    network.advance(1);
  };
  return { network, disk, stop };
}

test("E14: it is there while the program runs, and gone afterwards", () => {
  const { network, disk, stop } = setUp();
  const { service } = start(network);
  assert.deepEqual([disk.text("/run/x.pid"), service.running], ["1\n", true]);
  stop();
  assert.deepEqual(disk.paths, []);
});

test("E14: where another process runs nothing starts, and its file stays", () => {
  const { network, disk } = setUp();
  network.executable("/bin/other", () => undefined);
  const { processes } = network.host("a");
  processes.spawn({ executable: "/bin/other", args: [], descriptors: new Map() } as never);
  network.advance(0);
  const { pid } = network.processes("a")[0]!;
  disk.set("/run/x.pid", `${pid}\n`);
  const { complaints, service, reactor } = start(network);
  network.advance(1);
  assert.match(complaints.join(), /process 2 runs already/);
  assert.deepEqual([service.running, reactor.running], [false, false]);
  assert.equal(disk.text("/run/x.pid"), `${pid}\n`);
});

test("E14: what a crash has left is taken over", () => {
  const { network, disk } = setUp();
  start(network);
  network.crash("a");
  network.restart("a");
  assert.equal(disk.text("/run/x.pid"), "1\n");
  assert.deepEqual(start(network).complaints, []);
});

test("a file that is another's by now is left; one that may not be removed stays", () => {
  for (const meddle of [
    (disk: ReturnType<typeof setUp>["disk"]) => void disk.set("/run/x.pid", "77\n"),
    (disk: ReturnType<typeof setUp>["disk"]) => {
      disk.before = ({ name }) => (name === "unlink" ? "EACCES" : undefined);
    },
  ]) {
    const { network, disk, stop } = setUp();
    const { reactor } = start(network);
    meddle(disk);
    stop();
    assert.ok(!reactor.running && disk.has("/run/x.pid"));
  }
});

test("a place that cannot be written to is a complaint", () => {
  const { network } = setUp();
  assert.match(
    start(network, { "pid-file": "/no/such" }).complaints.join(),
    /^cannot write \/no\/such: .*\(ENOENT\)$/,
  );
});

test("not without the option, not for a worker, not without files", () => {
  const { network } = setUp();
  assert.equal(start(network, {}).hooks, null);
  const worker = { workers: { supervisor: {} } };
  assert.equal(start(network, { "pid-file": "/run/y.pid" }, worker).hooks, null);
  const { files: _, ...bare } = network.host("a");
  const reactor = reactorOn(bare);
  assert.throws(() => PID_FILE.join({ reactor, options: { "pid-file": "x" } } as never), {
    name: "PIDFileError",
  });
});
