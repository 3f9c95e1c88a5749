import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import {
  IReactorCore,
  IReactorFDSet,
  IReactorPluggableNameResolver,
  IReactorPluggableResolver,
  IReactorTCP,
  IReactorTime,
} from "../../net/index.ts";
import { reactor } from "./node.ts";

/** Run a program that imports the default reactor; gives what it printed. */
function run(body: string): { status: number | null; printed: string } {
  const module = JSON.stringify(new URL("./node.js", import.meta.url).href);
  const program = `const { reactor } = await import(${module});\n${body}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { encoding: "utf8", timeout: 20_000 },
  );
  return { status, printed: (stdout + stderr).trim() };
}

test("the default reactor can do all that Node can, and does not run yet", () => {
  for (const face of [
    ...[IReactorCore, IReactorTCP, IReactorTime, IReactorFDSet],
    ...[IReactorPluggableNameResolver, IReactorPluggableResolver],
  ])
    assert.ok(face.providedBy(reactor), String(face));
  assert.equal(reactor.running, false);
});

test("importing it leaves nothing open: the process ends, and no signal is listened to", () => {
  const { status, printed } = run(`
    console.log(process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Server/.test(name)).length,
      process.listenerCount("SIGINT"));`);
  assert.deepEqual({ status, printed }, { status: 0, printed: "0 0" });
});

test("a reactor that runs holds the process, until it is stopped by a signal", () => {
  const { status, printed } = run(`
    reactor.run().addCallback(() => console.log("stopped", process.listenerCount("SIGTERM")));
    reactor.callLater(0.05, () => process.kill(process.pid, "SIGTERM"));`);
  assert.deepEqual({ status, printed }, { status: 0, printed: "stopped 0" });
});

test("R12: a peer that reads nothing does not keep a stopped reactor's process alive", () => {
  const { status, printed } = run(`
    import net from "node:net";
    const peer = new net.Server({ pauseOnConnect: true }, () => {});
    peer.listen(0, "127.0.0.1", () => {
      peer.unref();
      const lost = (reason) => console.log(reason.value.name);
      reactor.run();
      reactor.connectTCP("127.0.0.1", peer.address().port, {
        doStart() {}, doStop() {}, startedConnecting() {}, clientConnectionFailed() {},
        clientConnectionLost() {},
        buildProtocol: () => ({
          makeConnection: (transport) => {
            transport.write(new Uint8Array(50_000_000));
            reactor.callLater(0.05, () => reactor.stop());
            reactor.callLater(3, () => console.log("never"));
          },
          dataReceived() {}, connectionLost: lost,
        }),
      });
    });
    peer.on("connection", (socket) => socket.unref());`);
  assert.deepEqual({ status, printed }, { status: 0, printed: "ConnectionLost" });
});
