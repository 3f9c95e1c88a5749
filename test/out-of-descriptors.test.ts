/** X17: a server that has run out of descriptors goes on to serve, says so once a second, and does not spin. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

const SERVER = `
  import { globalLogBeginner } from "torsion/logger";
  import { Factory, Protocol } from "torsion/protocols";
  import { reactor } from "torsion/reactor";
  class Echo extends Protocol {
    dataReceived(data) { this.transport.write(data); }
  }
  const factory = Factory.forProtocol(Echo);
  factory.noisy = false;
  globalLogBeginner.beginLoggingTo([({ log_format, error }) => {
    if (error) process.send({ logged: error });
  }]);
  reactor.run();
  const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1" });
  process.send({ port: port.getHost().port });
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send({ milliseconds: (user + system) / 1000 });
  });
  process.on("disconnect", () => reactor.stop());`;

const options = { skip: process.platform === "linux" ? false : "needs ulimit and /proc" };

test(
  "X17: EMFILE: who is connected is served, and who comes later when there is room again",
  options,
  async () => {
    const shell = `ulimit -n 300; exec "$0" --input-type=module --eval "$1"`;
    const child = spawn("sh", ["-c", shell, process.execPath, SERVER], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      timeout: 30_000,
    });
    const logged: string[] = [];
    child.on("message", (message: { logged?: string }) => {
      if (message.logged !== undefined) logged.push(message.logged);
    });
    const asked = async <K extends string>(key: K): Promise<number> => {
      for (;;) {
        const [message] = (await once(child, "message")) as [Record<string, number>];
        if (message[key] !== undefined) return message[key];
      }
    };
    const port = await asked("port");
    const echoes = async (socket: net.Socket, data: string): Promise<boolean> => {
      // The host may have closed it already, with FIN or with a reset.
      if (socket.destroyed || socket.readableEnded) return false;
      socket.write(data);
      const answered = once(socket, "data").then(([answer]) => String(answer) === data);
      return Promise.race([answered, once(socket, "close").then(() => false)]).catch(() => false);
    };
    const connect = async (): Promise<net.Socket> => {
      const socket = net.connect(port, "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      return socket;
    };
    const sockets: net.Socket[] = [];
    for (let i = 0; i < 400; i++) sockets.push(await connect());
    const served = await Promise.all(sockets.map((socket) => echoes(socket, "a")));
    const good = sockets.filter((_, i) => served[i]);
    assert.ok(good.length >= 200 && good.length < 300, `${good.length} were served`);
    assert.ok(served.slice(0, 200).every(Boolean), "those that came first");
    const before = asked("milliseconds");
    child.send("how much?");
    const spentBefore = await before;
    await wait(1500);
    const later = asked("milliseconds");
    child.send("how much?");
    const spent = (await later) - spentBefore;
    assert.ok(spent < 500, `it spins: ${spent} ms of processor time in 1,500`);
    assert.ok(logged.length >= 1 && logged.length <= 4, `logged ${logged.length} times`);
    assert.match(logged[0]!, /EMFILE/);
    for (const socket of sockets) socket.destroy();
    await wait(100);
    const next = await connect();
    assert.equal(await echoes(next, "b"), true, "there is room again");
    next.destroy();
    const closed = once(child, "exit");
    child.disconnect();
    await closed;
  },
);
