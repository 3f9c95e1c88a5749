/** Endpoints of what surrounds a program, with the real thing: systemd's socket activation, inetd's way, child processes. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { text, utf8 } from "torsion/bytes";
import { Deferred, type Failure } from "torsion/deferred";
import { clientFromString, quoteStringArgument } from "torsion/endpoints";
import {
  IHostAddress,
  ITLSTransport,
  optionsForClientTLS,
  type ProcessTerminated,
} from "torsion/net";
import { node } from "torsion/platform/node";
import { factoryFrom, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

const reactor = reactorOn(node());
const stopped = reactor.run();
const children: ChildProcess[] = [];
/** Where programs are that import torsion by its name, … */
let programs = "";
/** … and sockets, whose paths may not be long. */
let sockets = "";
before(async () => {
  programs = await mkdtemp(join(process.cwd(), "build", "surroundings-"));
  sockets = await mkdtemp(join(tmpdir(), "s-"));
});
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  reactor.stop();
  await stopped;
  await rm(programs, { recursive: true });
  await rm(sockets, { recursive: true });
});

function program(name: string, body: string): string {
  const file = join(programs, `${name}.mjs`);
  writeFileSync(
    file,
    `import { clientFromString, serverFromString } from "torsion/endpoints";
     import { Protocol } from "torsion/protocols";
     import { reactor } from "torsion/reactor";
     const stopped = reactor.run();
     class Shouting extends Protocol {
       constructor(name) { super(); this.name = name; }
       connectionMade() { this.transport.write(Buffer.from(this.name + "\\n")); }
       dataReceived(data) { this.transport.write(Buffer.from(Buffer.from(data).toString().toUpperCase())); }
       connectionLost() { reactor.stop(); }
     }
     ${body}
     await stopped;`,
  );
  return file;
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 2000 && !holds(); i++) await wait(5);
  assert.ok(holds(), `waited in vain until ${holds}`);
};

const has = (command: string): boolean => spawnSync(command, ["--help"]).error === undefined;
const needs = (command: string): { skip: string | false } => ({
  skip: has(command) || process.env.CI ? false : `${command} is not installed`,
});
const SYSTEMD = needs("systemd-socket-activate");

interface Activated {
  readonly out: () => string;
  readonly code: () => number | null | undefined;
}

/** systemd-socket-activate, once it listens. */
async function activate(socket: string, ...args: string[]): Promise<Activated> {
  const child = spawn("systemd-socket-activate", args, { cwd: programs });
  children.push(child);
  let out = "";
  let code: number | null | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      out += data;
    });
  child.on("close", (status) => {
    code = status;
  });
  await until(() => existsSync(socket) || code !== undefined);
  return { out: () => out, code: () => code };
}

/** What is heard at a UNIX socket by who says `hello` and closes. */
async function ask(path: string): Promise<string> {
  let heard = "";
  const socket = net.connect(path);
  socket.on("data", (data) => {
    heard += data;
    if (heard.endsWith("\n")) socket.write("hello");
    else socket.end();
  });
  await new Promise((done, failed) => socket.on("close", done).on("error", failed));
  return heard;
}

test(
  "systemd: two sockets, by name and by index, of the family that was said",
  SYSTEMD,
  async () => {
    const [web, admin] = [join(sockets, "web"), join(sockets, "admin")];
    const file = program(
      "named",
      `let left = 2;
     class Counted extends Shouting {
       connectionLost() { left -= 1; if (left === 0) reactor.stop(); }
     }
     try { serverFromString(reactor, "systemd:name=mail"); } catch (error) { console.log(error.message); }
     await serverFromString(reactor, "systemd:name=admin:domain=UNIX").listen(() => new Counted("admin"));
     await serverFromString(reactor, "systemd:index=0").listen(() => new Counted("web"));`,
    );
    const { out, code } = await activate(
      admin,
      ...["-l", web, "-l", admin, "--fdname=web:admin"],
      ...[process.execPath, file],
    );
    assert.equal(await ask(admin), "admin\nHELLO");
    assert.equal(await ask(web), "web\nHELLO");
    await until(() => code() !== undefined);
    assert.match(
      out(),
      /no such socket; systemd has handed over 0 "web" \(descriptor 3\), 1 "admin" \(descriptor 4\)/,
    );
    assert.equal(code(), 0, out());
  },
);

test(
  "systemd: what was handed to a parent is not ours, and a wrong domain is told",
  SYSTEMD,
  async () => {
    const socket = join(sockets, "inherited");
    const file = program(
      "inherited",
      `const listen = (text) => { try { return serverFromString(reactor, text).listen(Protocol); } catch (error) { return Promise.reject(error); } };
     for (const text of ["systemd:index=0:domain=INET", "systemd:index=0"])
       await listen(text).then(() => console.log("listens"), (error) => console.log(error.message));
     reactor.stop();`,
    );
    const parent = `"${process.execPath}" ${file}; exec "${process.execPath}" ${file}`;
    const { out, code } = await activate(socket, "-l", socket, "sh", "-c", parent);
    net.connect(socket).on("error", () => {});
    await until(() => code() !== undefined);
    assert.match(out(), /handed nothing over to this process, \d+: LISTEN_PID is \d+/);
    assert.match(out(), /cannot listen on descriptor 3: it is a socket of UNIX, not of INET/);
  },
);

test(
  "systemd with Accept=yes, and inetd: one connection, as fd:3 or as stdio:",
  SYSTEMD,
  async () => {
    const cases = [
      [
        "accepted",
        [],
        `clientFromString(reactor, "fd:3").connect(() => new Shouting("fd"));`,
        "fd",
      ],
      [
        "inetd",
        ["--inetd"],
        `serverFromString(reactor, "stdio:").listen(() => new Shouting("stdio"));`,
        "stdio",
      ],
    ] as const;
    for (const [name, flags, body, says] of cases) {
      const socket = join(sockets, name);
      await activate(socket, "-a", "-l", socket, ...flags, process.execPath, program(name, body));
      assert.equal(await ask(socket), `${says}\nHELLO`);
      assert.equal(await ask(socket), `${says}\nHELLO`, "a program each");
    }
  },
);

class Client extends Protocol {
  readonly ended: Deferred<Error> = new Deferred();
  heard = "";
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost({ value }: Failure): void {
    this.ended.callback(value);
  }
}
const connect = (description: string): Deferred<Client> =>
  clientFromString(reactor, description).connect(Client);

test("process: a program that serves its stdio:", async () => {
  const file = program(
    "served",
    `console.error("a word");
     serverFromString(reactor, "stdio:").listen(() => new Shouting("served"));`,
  );
  const [command, path] = [process.execPath, file].map(quoteStringArgument);
  const client = await connect(`process:${command}:${path}:stderr=drop`);
  client.transport.write(utf8("hello"));
  await until(() => client.heard === "served\nHELLO");
  client.transport.loseConnection();
  assert.equal((await client.ended).name, "ProcessDone");
});

test("X23, X25: TLS over a child's stdio:, both ends ours, ended by either", async () => {
  const file = program(
    "secret",
    `import { CertificateOptions } from "torsion/net";
     import { testCertificates } from "torsion/testing";
     class Secret extends Shouting {
       connectionMade() { this.transport.startTLS(new CertificateOptions(testCertificates.server)); super.connectionMade(); }
       dataReceived(data) { super.dataReceived(data); if (data.includes(33)) this.transport.loseConnection(); }
       connectionLost(reason) { process.exitCode = reason.value.name === "ConnectionDone" ? 0 : 1; reactor.stop(); }
     }
     serverFromString(reactor, "stdio:").listen(() => new Secret("secret"));`,
  );
  const [command, path] = [process.execPath, file].map(quoteStringArgument);
  for (const [says, closes] of [
    ["hello", true],
    ["hello!", false],
  ] as const) {
    const client = await connect(`process:${command}:${path}`);
    const trustRoot = testCertificates.authority;
    ITLSTransport(client.transport).startTLS(optionsForClientTLS("localhost", { trustRoot }));
    client.transport.write(utf8(says));
    await until(() => client.heard === `secret\n${says.toUpperCase()}`);
    if (closes) client.transport.loseConnection();
    assert.equal((await client.ended).name, "ProcessDone");
  }
});

test("process: as ssh's ProxyCommand, a connection through socat", needs("socat"), async () => {
  class Echo extends Protocol {
    override dataReceived(data: Uint8Array): void {
      this.transport.write(data);
    }
  }
  const port = await reactor.listenTCP(0, factoryFrom(Echo), { interface: "127.0.0.1" });
  const address = quoteStringArgument(`TCP:127.0.0.1:${IHostAddress(port.getHost()).port}`);
  const client = await connect(`process:socat:-:${address}:inherit=PATH`);
  const data = utf8("0123456789".repeat(100_000));
  client.transport.write(data);
  client.transport.loseWriteConnection();
  assert.equal((await client.ended).name, "ProcessDone");
  assert.equal(client.heard.length, data.length);
  assert.equal(client.heard, text(data));
  await port.stopListening();
});

test("process: exit codes, signals, and an environment of nothing", async () => {
  const failing = await connect('process:/bin/sh:-c:echo "$HOME.$LANG."; exit 3:env.LANG=C');
  const failed = (await failing.ended) as ProcessTerminated;
  assert.deepEqual([failing.heard, failed.exitCode], [".C.\n", 3]);
  const killed = await connect("process:/bin/sh:-c:kill -SEGV $$");
  assert.equal(((await killed.ended) as ProcessTerminated).signal, "SIGSEGV");
  await assert.rejects(async () => await connect("process:/bin/nothing-of-the-kind"), {
    name: "ConnectError",
    message: /ENOENT/,
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("process: aborted, or cancelled at any moment, nobody is left, children's children neither", async () => {
  const client = await connect("process:/bin/sh:-c:/bin/sleep 1000 & echo $! $$; wait");
  await until(() => client.heard.endsWith("\n"));
  const pids = client.heard.trim().split(" ").map(Number);
  assert.deepEqual(pids.map(isAlive), [true, true]);
  client.transport.abortConnection();
  assert.equal((await client.ended).name, "ConnectionAborted");
  await until(() => !pids.some(isAlive));
  for (let turns = 0; turns < 20; turns++) {
    const connecting = connect("process:/bin/sleep:1000");
    for (let i = 0; i < turns; i++) await new Promise(setImmediate);
    connecting.cancel();
    const result: Client | Error = await connecting.addErrback(({ value }) => value);
    if (result instanceof Error) assert.equal(result.name, "ConnectingCancelledError");
    else {
      result.transport.abortConnection();
      await result.ended;
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "ppid=,args="]);
  assert.doesNotMatch(String(stdout), new RegExp(`^\\s*${process.pid} /bin/sleep 1000`, "m"));
});
