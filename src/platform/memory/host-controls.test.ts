import assert from "node:assert/strict";
import { test } from "node:test";
import { reactorOn } from "../../reactor/index.ts";
import { deferLater } from "../../task/index.ts";
import type { Socket } from "../port.ts";
import type { DatagramSocket } from "../udp-port.ts";
import type { MemoryPlatform } from "./host.ts";
import { formatNetstat } from "./netstat.ts";
import { MemoryNetwork, type NetworkEvent } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

function connected() {
  const network = new MemoryNetwork();
  const accepted: Sink[] = [];
  const faults: string[] = [];
  network.observe(({ kind, from, text }: NetworkEvent) => {
    if (kind === "fault") faults.push(`${from}: ${text}`);
  });
  let boots = 0;
  const platforms: MemoryPlatform[] = [];
  network.boot("b", (platform) => {
    boots += 1;
    platforms.push(platform);
    platform.tcp.listen({ host: "b", port: 80 }, { backlog: 5 }, (socket) => {
      accepted.push(new Sink(socket));
    });
  });
  const a = network.host("a");
  const attempt = outcome(a.tcp.connect({ host: "b", port: 80 }, {}));
  network.advance(1);
  const client = new Sink(attempt.now as Socket);
  return { network, a, b: platforms[0]!, client, server: accepted[0]!, faults, boots: () => boots };
}

test("pause: the host acknowledges until its buffer is full, the program hears all when it goes on", () => {
  const { network, client, server, faults } = connected();
  network.pause("b");
  client.socket!.write(new Uint8Array(3000));
  network.advance(60);
  const row = network.netstat("b").find(({ state }) => state === "ESTABLISHED")!;
  assert.deepEqual([row.receiveQueue, server.events], [3000, []]);
  assert.equal(network.netstat("a")[0]!.sendQueue, 0, "all of it is acknowledged");
  client.socket!.write(new Uint8Array(4_000_000));
  network.advance(60);
  assert.equal(network.netstat("b").at(-1)!.receiveQueue, 65_536, "and then its window is closed");
  network.resume("b");
  network.advance(60);
  assert.equal(server.received.length, 4_003_000);
  assert.deepEqual(faults, ["b: pause", "b: resume"]);
});

test("pause: data and its end come in order, also where the connection was reset meanwhile", () => {
  for (const end of ["close", "abort"] as const) {
    const { network, client, server } = connected();
    network.pause("b");
    client.socket!.write(Uint8Array.of(1));
    network.advance(1);
    client.socket![end]();
    network.advance(1);
    assert.deepEqual(server.events, []);
    network.resume("b");
    network.advance(1);
    assert.deepEqual(server.events, ["data", end === "close" ? "ended" : "closed ECONNRESET"]);
  }
});

test("pause: timers that are due ring together, late; one that the first of them cancels does not", () => {
  const { network, b } = connected();
  const rung: string[] = [];
  b.alarm(1, () => {
    rung.push(`first at ${b.now()}`);
    cancel();
  });
  b.alarm(2, () => rung.push(`second at ${b.now()}`));
  const cancel = b.alarm(3, () => rung.push("cancelled"));
  b.alarm(100, () => rung.push(`last at ${b.now()}`));
  network.pause("b");
  network.advance(10);
  assert.deepEqual(rung, []);
  network.resume("b");
  network.resume("b");
  network.advance(100);
  assert.deepEqual(rung, ["first at 11", "second at 11", "last at 101"]);
});

test("pause: datagrams wait, as many as the host keeps", () => {
  const { network, a, b } = connected();
  const got: number[] = [];
  const sink = { datagram: ({ length }: Uint8Array) => void got.push(length), failed: () => {} };
  b.udp.bind({ host: "b", port: 53 }, { share: false }, sink);
  const from = outcome(a.udp.bind({ host: "a", port: 0 }, { share: false }, sink));
  network.pause("b");
  for (let i = 0; i < 1000; i++)
    (from.now as DatagramSocket).send(new Uint8Array(1000), { host: "b", port: 53 });
  network.advance(1);
  assert.equal(got.length, 0);
  network.resume("b");
  network.advance(1);
  assert.equal(got.length, Math.floor(212_992 / 1256));
});

test("pause ends with the program: one that crashed or was killed and is begun anew runs", () => {
  for (const end of ["crash", "kill"] as const) {
    const { network, boots } = connected();
    network.pause("b");
    network[end]("b");
    const fresh = network.restart("b");
    let rung = 0;
    fresh.alarm(1, () => {
      rung += 1;
    });
    network.advance(1);
    assert.deepEqual([rung, boots()], [1, 2]);
  }
});

test("kill: FIN where all was read, RST where not; the program hears nothing, and its ports are free", () => {
  for (const unread of [false, true]) {
    const { network, client, server, b, boots } = connected();
    if (unread) {
      server.socket!.pauseReading();
      client.socket!.write(Uint8Array.of(1));
      network.advance(1);
    }
    let rung = 0;
    b.alarm(0.5, () => {
      rung += 1;
    });
    network.kill("b");
    network.kill("b");
    network.advance(1);
    assert.deepEqual(client.events, [unread ? "closed ECONNRESET" : "ended"]);
    assert.deepEqual([server.events, rung], [[], 0]);
    assert.deepEqual([network.isUp("b"), network.isRunning("b")], [true, false]);
    network.restart("b");
    assert.deepEqual([boots(), network.isRunning("b")], [2, true]);
    assert.throws(() => network.restart("b"), /has not crashed/);
  }
});

test("kill: what it had not accepted is reset, read or not", () => {
  const { network, a } = connected();
  network.pause("b");
  const attempt = outcome(a.tcp.connect({ host: "b", port: 80 }, {}));
  network.advance(1);
  const waiting = new Sink(attempt.now as Socket);
  network.kill("b");
  network.advance(1);
  assert.deepEqual(waiting.events, ["closed ECONNRESET"]);
});

test("kill: what it had begun to connect to is let go, and what it wrote is still sent", () => {
  const { network, a, client, server } = connected();
  a.tcp.connect({ host: "10.9.9.9", port: 1 }, {});
  network.partition("a", "b");
  client.socket!.write(Uint8Array.of(5));
  network.kill("a");
  network.advance(5);
  network.heal();
  network.advance(60);
  assert.deepEqual([server.received, server.events], [[5], ["data", "ended"]]);
  assert.equal(network.netstat("a").filter(({ owned }) => owned).length, 0);
});

test("stop: a reactor that runs ends in its own good order, then the host is off", () => {
  const network = new MemoryNetwork();
  const log: string[] = [];
  network.observe(({ text, at }) => void (text && log.push(`${text} at ${at}`)));
  network.boot("b", (platform) => {
    const reactor = reactorOn(platform);
    reactor.addSystemEventTrigger("before", "shutdown", () => {
      log.push(`shutdown at ${network.now()}`);
      return deferLater(reactor, 3);
    });
    reactor.run().addCallback(() => void log.push(`over at ${network.now()}`));
  });
  network.advance(1);
  network.stop("b");
  network.stop("b");
  assert.equal(network.isRunning("b"), false);
  network.advance(100);
  assert.deepEqual(log, ["stop at 1", "stop at 1", "shutdown at 1", "over at 4", "off at 5"]);
  assert.equal(network.isUp("b"), false);
  assert.throws(() => network.stop("b", -1), RangeError);
});

test("stop: a program that takes too long is killed, and so are its children", () => {
  const { network, b, client } = connected();
  network.executable("/bin/daemon", (child) => {
    child.on("SIGTERM", "ignore");
  });
  spawn(b, "daemon");
  network.advance(1);
  const heard: string[] = [];
  b.signals(["SIGTERM"], (name) => heard.push(name));
  network.stop("b", 5);
  network.advance(4.9);
  assert.deepEqual([heard, client.events, network.processes("b").length], [["SIGTERM"], [], 1]);
  network.advance(0.2);
  assert.deepEqual([client.events, network.processes("b").length], [["ended"], 0]);
  network.advance(1);
  assert.equal(network.isUp("b"), false);
});

test("stop: a restart before it is over is one", () => {
  const { network, b, boots } = connected();
  b.signals(["SIGTERM"], () => {});
  network.stop("b");
  network.advance(1);
  network.restart("b");
  network.advance(100);
  assert.deepEqual([network.isRunning("b"), boots()], [true, 2]);
});

test("a signal that nobody listens for is the end of the program", () => {
  const { network, b, client } = connected();
  const heard: string[] = [];
  const release = b.signals(["SIGHUP"], (name) => heard.push(name));
  network.signal("b", "SIGHUP");
  network.advance(1);
  assert.deepEqual([heard, network.isRunning("b")], [["SIGHUP"], true]);
  release();
  network.signal("b", "SIGHUP");
  network.advance(1);
  assert.deepEqual([client.events, network.isRunning("b")], [["ended"], false]);
});

test("clocks: each host has its own, and the network keeps the true time", () => {
  const { network, a, b } = connected();
  network.skew("b", 1.5);
  network.jump("b", -3600);
  network.advance(10);
  assert.deepEqual([network.now(), a.now(), b.now()], [11, 11, 16]);
  assert.equal(b.wallClock() - a.wallClock(), 5 - 3600);
  network.synchronize("b");
  assert.equal(b.wallClock(), a.wallClock());
  network.advance(1);
  assert.deepEqual([a.now(), b.now()], [12, 17]);
});

test("netstat: every socket of every host, with what waits in it", () => {
  const { network, a, client, server } = connected();
  server.socket!.pauseReading();
  client.socket!.write(new Uint8Array(7));
  a.udp.bind({ host: "0.0.0.0", port: 53 }, { share: false }, {} as never);
  a.unix.listen({ path: "/run/x" }, { backlog: 1 }, () => {});
  network.advance(2);
  const { port } = client.socket!.local as { port: number };
  assert.deepEqual(
    network.netstat().map(({ age, ...row }) => Object.values(row)),
    [
      ["b", "tcp", "b:80", "*", "LISTEN", 0, 0, true],
      ["b", "tcp", "b:80", `a:${port}`, "ESTABLISHED", 0, 7, true],
      ["a", "tcp", `a:${port}`, "b:80", "ESTABLISHED", 0, 0, true],
      ["a", "unix", "/run/x", "*", "LISTEN", 0, 0, true],
      ["a", "udp", "0.0.0.0:53", "*", null, 0, 0, true],
    ],
  );
  assert.equal(network.netstat("b")[0]!.age, 3);
  assert.equal(formatNetstat(network.netstat("b")).split("\n").length, 3);
});

test("netstat: states as TCP names them, on the way out", () => {
  const { network, client, server } = connected();
  const states = (): string[] =>
    ["a", "b"].map((host) => network.netstat(host).at(-1)?.state ?? "nothing");
  network.partition("a", "b");
  client.socket!.shutdown();
  assert.deepEqual(states(), ["FIN-WAIT-1", "ESTABLISHED"]);
  network.heal();
  network.advance(10);
  assert.deepEqual(states(), ["FIN-WAIT-2", "CLOSE-WAIT"]);
  network.partition("a", "b");
  server.socket!.close();
  assert.deepEqual(states(), ["FIN-WAIT-2", "LAST-ACK"]);
  assert.deepEqual(
    network.netstat().map(({ owned }) => owned),
    [true, false, true],
  );
});

function spawn(platform: MemoryPlatform, executable: string): void {
  platform.processes.spawn({
    executable,
    args: [executable],
    env: {},
    descriptors: new Map(),
    leader: true,
  });
}

test("a program that is no more leaves no timer behind, nor do its children", () => {
  for (const end of ["crash", "kill"] as const) {
    const network = new MemoryNetwork();
    const platform = network.host("a");
    network.executable("/bin/sleep", (child) => child.wait(1e6));
    void platform.processes.spawn({
      executable: "sleep",
      args: ["sleep"],
      env: {},
      descriptors: new Map(),
      leader: true,
    });
    platform.alarm(1e6, () => {});
    network.advance(1);
    assert.equal(network.nextAt(), 1e6);
    network[end]("a");
    network.killChildren("a");
    network.advance(1);
    platform.alarm(5, () => {});
    assert.equal(network.nextAt(), Number.POSITIVE_INFINITY, end);
  }
});

test("there is nothing to pause where no program runs, and the next one runs", () => {
  const network = new MemoryNetwork();
  const boots: number[] = [];
  network.boot("a", (platform) => void platform.alarm(1, () => boots.push(network.now())));
  network.kill("a");
  network.pause("a");
  network.restart("a");
  network.advance(2);
  assert.deepEqual(boots, [1]);
});

test("connections that nobody had accepted are reset when the program dies", () => {
  const network = new MemoryNetwork();
  network.boot("b", ({ tcp }) => {
    tcp.listen({ host: "b", port: 80 }, { backlog: 5 }, (socket) => new Sink(socket));
  });
  network.pause("b");
  const attempt = outcome(network.host("a").tcp.connect({ host: "b", port: 80 }, {}));
  network.advance(1);
  const client = new Sink(attempt.now as Socket);
  network.kill("b");
  network.advance(1);
  assert.deepEqual(client.events, ["closed ECONNRESET"]);
});
