/**
 * One protocol, eight transports: the echo and chat of `examples/`, as they are, over all that can carry a stream.
 *
 * A row is a place to listen on and one to connect to, as descriptions; the same conversations are held over each.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { IServiceMaker } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { succeed } from "torsion/deferred";
import { clientFromString, quoteStringArgument, serverFromString } from "torsion/endpoints";
import chat from "torsion/examples/chat";
import echo from "torsion/examples/echo";
import { ConnectionDone, IHostAddress } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import "torsion/websocket";
import { factoryOf } from "./eight-transports/factory-of.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-eight-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

class Client extends Protocol {
  heard = "";
  reason: Error | undefined;
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost(reason: { readonly value: Error }): void {
    this.reason = reason.value;
  }
}

/** A server that runs, and how to get there. */
interface Served {
  connect(): PromiseLike<Client>;
  pass(): Promise<void>;
  close(): PromiseLike<unknown>;
}

interface Row {
  readonly name: string;
  /** `false`: each client has a server of its own. */
  readonly shared: boolean;
  serve(example: IServiceMaker): Promise<Served>;
}

const reactor = reactorOn(node());
const pass = async (): Promise<void> => void (await wait(1));

/** Both ends on this host. @param to what leads to `at`, with the port that the host has chosen. */
function row(name: string, at: string, to: (port: number) => string): Row {
  return {
    name,
    shared: true,
    serve: async (example) => {
      const port = await serverFromString(reactor, at).listen(await factoryOf(example));
      const number = IHostAddress(port.getHost(), null)?.port ?? 0;
      const client = clientFromString(reactor, to(number));
      return {
        connect: () => client.connect(Client),
        pass,
        close: () => port.stopListening(),
      };
    },
  };
}

const key = file("key.pem", testCertificates.server.privateKey);
const certificate = file("certificate.pem", testCertificates.server.certificate);
const roots = file("roots.pem", testCertificates.authority);
const tlsServer = `0:interface=127.0.0.1:privateKey=${key}:certKey=${certificate}`;
const tlsClient = (port: number): string =>
  `127.0.0.1:${port}:hostname=localhost:trustRoots=${roots}`;

/** Runs `program`, a file of JavaScript, as a child; its standard input and output are the connection. */
const childOf = (program: string, ...args: string[]): string =>
  ["process", process.execPath, program, ...args].map(quoteStringArgument).join(":");

const simulated: Row = {
  name: "a simulated network",
  shared: true,
  serve: async (example) => {
    const network = new MemoryNetwork({ latency: 0.01, jitter: 0.01, loss: 0.02, seed: 8 });
    const server = serverFromString(reactorOn(network.host("server")), "tcp:7");
    const client = clientFromString(reactorOn(network.host("client")), "tcp:server:7");
    const listening = server.listen(await factoryOf(example));
    return {
      connect: () => client.connect(Client),
      pass: async () => network.advance(0.05),
      close: () => listening.addCallback((port) => void port.stopListening()),
    };
  },
};

/** The example in a program of its own, that serves it at `stdio:`: each client starts one. */
const stdio: Row = {
  name: "stdio",
  shared: false,
  serve: async (example) => {
    const program = fileURLToPath(new URL("./eight-transports/on-stdio.js", import.meta.url));
    const client = clientFromString(reactor, childOf(program, example.tapname));
    return { connect: () => client.connect(Client), pass, close: () => succeed(undefined) };
  },
};

/** The example here, at the standard input and output of children, each of which lets one client in. */
const processes: Row = {
  name: "process",
  shared: true,
  serve: async (example) => {
    const factory = await factoryOf(example);
    const door = file(
      "door.cjs",
      `const server = require("node:net").createServer((socket) => {
        server.close();
        socket.on("end", () => process.stdout.write("", () => process.exit()));
        socket.pipe(process.stdout);
        process.stdin.pipe(socket);
      });
      server.listen(process.argv[2]);`,
    );
    let doors = 0;
    return {
      connect: () => {
        const path = join(folder, `door-${doors++}`);
        clientFromString(reactor, childOf(door, path)).connect(factory);
        const unix = quoteStringArgument(path);
        return clientFromString(reactor, `retry:unix:${unix}`).connect(Client);
      },
      pass,
      close: () => succeed(undefined),
    };
  },
};

const rows: readonly Row[] = [
  row("tcp", "tcp:0:interface=127.0.0.1", (port) => `tcp:127.0.0.1:${port}`),
  row("tls", `tls:${tlsServer}`, (port) => `tls:${tlsClient(port)}`),
  row("unix", `unix:${join(folder, "socket")}`, () => `unix:${join(folder, "socket")}`),
  row(
    "websocket",
    "ws:0:interface=127.0.0.1:path=/talk",
    (port) => `ws:127.0.0.1:${port}:path=/talk`,
  ),
  processes,
  stdio,
  row("memory", "memory:eight-transports", () => "memory:eight-transports"),
  simulated,
  // And of two that are joined.
  row("websocket over tls", `wss:${tlsServer}`, (port) => `wss:${tlsClient(port)}`),
  row(
    "websocket over unix",
    `websocket:unix\\:${join(folder, "ws")}`,
    () => `websocket:unix\\:${join(folder, "ws")}`,
  ),
  row("websocket over memory", "websocket:memory\\:inner", () => "websocket:memory\\:inner"),
];

async function until(served: Served, what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 10_000; i++) {
    if (holds()) return;
    await served.pass();
  }
  assert.fail(`waited in vain until ${what}`);
}

async function connected(served: Served): Promise<Client> {
  let client: Client | undefined;
  const connecting = served.connect();
  connecting.then(
    (made) => {
      client = made;
    },
    () => {},
  );
  const outcome = Promise.race([connecting, new Promise<never>(() => {})]);
  outcome.catch(() => {});
  await until(served, "it is connected", () => client !== undefined);
  return client!;
}

for (const { name, shared, serve } of rows)
  describe(`over ${name}`, () => {
    test("echo: all comes back, in order, and the end is orderly", async () => {
      const served = await serve(echo);
      const client = await connected(served);
      const said = Array.from({ length: 20_000 }, (_, i) => `${i};`).join("");
      client.transport.write(utf8(said));
      await until(served, "all has come back", () => client.heard.length >= said.length);
      assert.ok(client.heard === said);
      client.transport.loseConnection();
      await until(served, "it is lost", () => client.reason !== undefined);
      assert.ok(client.reason instanceof ConnectionDone, String(client.reason));
      await served.close();
    });

    test("chat: one comes, another comes, they talk, and one leaves", async () => {
      const served = await serve(chat);
      const ann = await connected(served);
      const hears = (client: Client, line: string): Promise<void> =>
        until(served, `somebody hears ${line}`, () => client.heard.endsWith(`${line}\n`));
      await hears(ann, "What is your name?");
      ann.transport.write(utf8("Ann\n"));
      await hears(ann, "Ann came in");
      if (shared) {
        const bob = await connected(served);
        bob.transport.write(utf8("Ann\nBob\nhel"));
        await hears(bob, "Bob came in");
        bob.transport.write(utf8("lo\n"));
        await hears(ann, "Bob: hello");
        bob.transport.loseConnection();
        await until(served, "Bob is gone", () => bob.reason !== undefined);
        assert.ok(bob.reason instanceof ConnectionDone, String(bob.reason));
        await hears(ann, "Bob left");
        assert.equal(
          ann.heard,
          "What is your name?\nAnn came in\nBob came in\nBob: hello\nBob left\n",
        );
      }
      ann.transport.write(utf8("bye\n"));
      await hears(ann, "Ann: bye");
      ann.transport.loseConnection();
      await until(served, "Ann is gone", () => ann.reason !== undefined);
      await served.close();
    });
  });
