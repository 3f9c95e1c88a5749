/** `twist portforward` as its users have it: a process, with curl, socat and haproxy around it. */
import assert from "node:assert/strict";
import { type ChildProcess, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import { after, test } from "node:test";
import { RunningProgram, startTwist } from "./running-program.ts";
import { until } from "./until.ts";

const HOST = "127.0.0.1";
const MIB = 1_048_576;
const servers: net.Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

const needs = (...programs: string[]) => {
  const absent = programs.find((name) => spawnSync(name, ["-V"]).error !== undefined);
  return { skip: absent && !process.env.CI ? `${absent} is not installed` : false };
};

/** `twist portforward`, and the port that it listens on. */
async function forwarder(...args: string[]): Promise<{ twist: RunningProgram; port: number }> {
  const listen = ["--listen", `tcp:0:interface=${HOST}`];
  const twist = startTwist(["portforward", ...listen, ...args]);
  const [, port] = await twist.says(/portforward listens on \S+:(\d+)\n/);
  return { twist, port: Number(port) };
}

async function listen<S extends net.Server>(server: S): Promise<{ server: S; port: number }> {
  servers.push(server);
  server.listen(0, HOST);
  await once(server, "listening");
  return { server, port: (server.address() as net.AddressInfo).port };
}

test("curl gets a page through it, and Ctrl-C ends it in order", needs("curl"), async () => {
  const page = http.createServer((_request, response) => response.end("the page"));
  const { port: to } = await listen(page);
  const { twist, port } = await forwarder("--to", `tcp:${HOST}:${to}`);
  const curl = new RunningProgram("curl", ["-sS", "--max-time", "20", `http://${HOST}:${port}/`]);
  assert.equal(await curl.exit(), 0, curl.err);
  assert.equal(curl.out, "the page");
  twist.signal("SIGINT");
  assert.equal(await twist.exit(), "SIGINT");
  assert.equal(twist.err, "");
});

test("socat says all it has to say, and hears the answer after that", needs("socat"), async () => {
  // Answers when it has heard the end.
  const { port: to } = await listen(
    net.createServer({ allowHalfOpen: true }, (socket) => {
      let heard = "";
      socket.on("data", (data) => {
        heard += data.toString();
      });
      socket.on("end", () => socket.end(`${heard.length} bytes`));
    }),
  );
  const { twist, port } = await forwarder("--to", `tcp:${HOST}:${to}`);
  const socat = new RunningProgram("socat", ["-t20", "-", `TCP4:${HOST}:${port}`]);
  socat.child.stdin!.end("x".repeat(100_000));
  assert.equal(await socat.exit(), 0, socat.err);
  assert.equal(socat.out, "100000 bytes");
  twist.signal("SIGTERM");
  assert.equal(await twist.exit(), "SIGTERM");
});

for (const version of ["v1", "v2"])
  test(`--proxy-protocol ${version}: what is behind is told who has connected`, async () => {
    let heard = Buffer.alloc(0);
    const { port: to } = await listen(
      net.createServer((socket) =>
        socket.on("data", (data) => {
          heard = Buffer.concat([heard, data]);
        }),
      ),
    );
    const { twist, port } = await forwarder(
      "--to",
      `tcp:${HOST}:${to}`,
      "--proxy-protocol",
      version,
    );
    const client = net.connect(port, HOST);
    client.write("hello");
    await until("it has come", () => heard.includes("hello"));
    const { localPort = 0 } = client;
    if (version === "v1")
      assert.equal(String(heard), `PROXY TCP4 ${HOST} ${HOST} ${localPort} ${port}\r\nhello`);
    else {
      assert.deepEqual(
        [...heard.subarray(12, 24)],
        [0x21, 0x11, 0, 12, 127, 0, 0, 1, 127, 0, 0, 1],
      );
      assert.deepEqual([heard.readUInt16BE(24), heard.readUInt16BE(26)], [localPort, port]);
      assert.equal(String(heard.subarray(28)), "hello");
    }
    client.destroy();
    twist.signal("SIGINT");
    assert.equal(await twist.exit(), "SIGINT");
  });

test("mistakes are one message and a status; nobody behind is a connection that closes", async () => {
  const run = async (...args: string[]) => {
    const twist = startTwist(["portforward", ...args]);
    return [await twist.exit(), twist.err.split("\n")[0]];
  };
  assert.deepEqual(await run(), [64, "twist: required option '--to <endpoint>' not specified"]);
  assert.deepEqual(await run("--to", "tcp:x"), [
    64,
    "twist: invalid endpoint description: tcp needs a port",
  ]);
  const { server, port: taken } = await listen(net.createServer());
  const [status, message] = await run("--to", "tcp:x:1", `--listen=tcp:${taken}:interface=${HOST}`);
  assert.equal(status, 1);
  assert.match(String(message), /cannot listen on 127\.0\.0\.1:\d+: .*in use/);
  server.close();
  await once(server, "close");
  const { twist, port } = await forwarder("--to", `tcp:${HOST}:${taken}`);
  const client = net.connect(port, HOST);
  client.resume();
  await once(client, "close");
  await twist.says(/no connection for 127\.0\.0\.1:\d+/);
  twist.signal("SIGINT");
  assert.equal(await twist.exit(), "SIGINT");
});

/** In MiB; Linux alone says it. */
function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kilobytes) / 1024;
}

const linux = { skip: process.platform !== "linux" && "there is no /proc" };

test(
  "F14: 50 MiB, and 150 more, to a reader that is slow: the memory stays flat",
  linux,
  async (t) => {
    const TOTAL = 200 * MIB;
    const piece = Buffer.alloc(65_536);
    const { port: to } = await listen(
      net.createServer((socket) => {
        let sent = 0;
        const send = (): void => {
          while (sent < TOTAL) {
            sent += piece.length;
            if (!socket.write(piece)) {
              socket.once("drain", send);
              return;
            }
          }
          socket.end();
        };
        send();
      }),
    );
    const { twist, port } = await forwarder("--to", `tcp:${HOST}:${to}`);
    const client = net.connect(port, HOST);
    let received = 0;
    let allowed = 0;
    let over = false;
    client.on("data", (data) => {
      received += data.length;
      if (received >= allowed) client.pause();
    });
    client.on("close", () => {
      over = true;
    });
    // A mebibyte at a time: were what nobody has taken kept anywhere, it would be more each time.
    const memory = [memoryOf(twist.child)];
    while (received < TOTAL) {
      allowed = Math.min(TOTAL, received + MIB);
      client.resume();
      await until("more has come", () => over || received >= allowed);
      memory.push(memoryOf(twist.child));
    }
    client.resume();
    await until("it is over", () => over);
    assert.equal(received, TOTAL);
    const most = (from: number, to: number) => Math.max(...memory.slice(from, to));
    const [early, late] = [most(0, 50), most(50, 201)];
    t.diagnostic(
      `${memory[0]!.toFixed(1)} MiB at first, ${early.toFixed(1)} and ${late.toFixed(1)} at the most`,
    );
    assert.ok(late - early < 75, `${early} MiB in the first 50 MiB, ${late} later`);
    twist.signal("SIGINT");
    assert.equal(await twist.exit(), "SIGINT");
  },
);
