/** Signals and system events, in a process of their own: what happens when somebody presses Ctrl-C. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: readonly string[];
}

/** A program, to which a signal is sent each time it says so, as "please SIGINT". */
async function program(body: string): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv.filter((option) => option.startsWith("--conditions")),
      "--input-type=module",
      "--eval",
      `import { reactor } from "torsion/reactor";
      import { Deferred } from "torsion/deferred";
      import { deferLater } from "torsion/task";
      import { Factory, Protocol } from "torsion/protocols";
      import { clientFromString, connectProtocol } from "torsion/endpoints";
      const say = (text) => process.stdout.write(text + "\\n");
      const trigger = (phase, what) => reactor.addSystemEventTrigger(phase, "shutdown", what);
      ${body}`,
    ],
    { timeout: 20_000, stdio: ["ignore", "pipe", "inherit"] },
  );
  let heard = "";
  child.stdout.on("data", (data) => {
    heard += data;
    for (const [, name] of String(data).matchAll(/^please (SIG\w+)$/gm))
      child.kill(name as NodeJS.Signals);
  });
  const [code, signal] = await once(child, "close");
  return { code, signal, said: heard.split("\n").filter((line) => !/^(please .*)?$/.test(line)) };
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  test(`R13: ${name} stops the reactor in order, and the process ends well`, async () => {
    const { code, signal, said } = await program(`
      trigger("before", () => say("before"));
      trigger("after", () => say("after"));
      reactor.run().addCallback(() => say("stopped " + process.listenerCount("${name}")));
      say("please ${name}");`);
    assert.deepEqual(said, ["before", "after", "stopped 0"]);
    assert.deepEqual([code, signal], [0, null]);
  });

test("R7, R8, R12: before is waited for while connections work; during closes them; then after", async () => {
  const { code, said } = await program(`
    class Echo extends Protocol {
      dataReceived(data) { this.transport.write(data); }
      connectionLost(reason) { say("server " + reason.value.name); }
    }
    class Asker extends Protocol {
      dataReceived(data) { say("heard " + data.length); this.heard.callback(undefined); }
      connectionLost(reason) { say("client " + reason.value.name); }
    }
    trigger("during", () => say("during"));
    trigger("after", () => say("after"));
    trigger("before", () => deferLater(reactor, 0.05, () => say("saved")));
    reactor.run().addCallback(() => say("stopped"));
    const port = await reactor.listenTCP(0, Factory.forProtocol(Echo), { interface: "127.0.0.1" });
    const asker = new Asker();
    const endpoint = clientFromString(reactor, "tcp:127.0.0.1:" + port.getHost().port);
    await connectProtocol(endpoint, asker);
    trigger("before", () => {
      asker.heard = new Deferred();
      asker.transport.write(new Uint8Array(3));
      return asker.heard;
    });
    say("please SIGTERM");`);
  assert.equal(code, 0);
  assert.deepEqual(said.slice(0, 2), ["heard 3", "saved"]);
  assert.deepEqual([...said.slice(2, 5)].sort(), [
    "client ConnectionLost",
    "during",
    "server ConnectionLost",
  ]);
  assert.deepEqual(said.slice(5), ["after", "stopped"]);
});

test("R13: while the first one is waited for, nothing ends; a second Ctrl-C forces the end", async () => {
  const { code, signal, said } = await program(`
    trigger("before", () => {
      say("waiting");
      reactor.callLater(0.6, () => {
        say("still " + reactor.running);
        say("please SIGINT");
      });
      return new Deferred();
    });
    trigger("during", () => say("never"));
    reactor.run().addCallback(() => say("stopped"));
    say("please SIGINT");`);
  assert.deepEqual(said, ["waiting", "still true", "stopped"]);
  assert.deepEqual([code, signal], [0, null]);
});

test("R13: the second one may be another signal; connections hear of their end all the same", async () => {
  const { code, said } = await program(`
    class Noting extends Protocol {
      connectionLost(reason) { say(reason.value.name); }
    }
    reactor.run().addCallback(() => say("stopped"));
    const port = await reactor.listenTCP(0, Factory.forProtocol(Protocol), { interface: "127.0.0.1" });
    const endpoint = clientFromString(reactor, "tcp:127.0.0.1:" + port.getHost().port);
    await connectProtocol(endpoint, new Noting());
    trigger("before", () => {
      say("please SIGTERM");
      return new Deferred();
    });
    say("please SIGHUP");`);
  assert.equal(code, 0);
  assert.deepEqual(said, ["ConnectionLost", "stopped"]);
});

test("R13: a reactor that has stopped has given the signals back", async () => {
  const { code, signal } = await program(`
    setInterval(() => {}, 1000);
    reactor.run().addCallback(() => say("please SIGINT"));
    reactor.callLater(0, () => reactor.stop());`);
  assert.deepEqual([code, signal], [null, "SIGINT"]);
});

test("R13: a reactor that does not run yet has not taken them", async () => {
  const { code, signal } = await program(`
    reactor.callLater(60, () => {});
    say("please SIGTERM");`);
  assert.deepEqual([code, signal], [null, "SIGTERM"]);
});

test("R7: a trigger that throws or fails does not keep a signal from ending the program", async () => {
  const { code, said } = await program(`
    trigger("before", () => { throw new RangeError("on purpose"); });
    trigger("before", async () => { throw new RangeError("on purpose"); });
    trigger("during", () => { throw new RangeError("on purpose"); });
    trigger("after", () => say("after"));
    reactor.run().addCallback(() => say("stopped"));
    say("please SIGINT");`);
  assert.equal(code, 0);
  assert.deepEqual(said, ["after", "stopped"]);
});

test("R9: a signal that comes while startup is told stops it when that is done", async () => {
  const { code, said } = await program(`
    reactor.callWhenRunning(() => {
      process.emit("SIGINT", "SIGINT");
      say("startup " + reactor.running);
    });
    reactor.callWhenRunning(() => say("second"));
    reactor.run().addCallback(() => say("stopped"));
    say("run returns");`);
  assert.equal(code, 0);
  assert.deepEqual(said, ["startup true", "second", "run returns", "stopped"]);
});
