/** WebSockets with peers that are not ours: the package `ws` on both sides, Node's own client, and `curl`; on sockets, and over TLS. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import * as http from "node:http";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { text, utf8 } from "torsion/bytes";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import {
  CertificateOptions,
  ConnectionDone,
  type IAddress,
  IHostAddress,
  type IProtocolFactory,
  type ITLSTransport,
  optionsForClientTLS,
} from "torsion/net";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import { WebSocketClientEndpoint, WebSocketServerEndpoint } from "torsion/websocket";
import { WebSocket, WebSocketServer } from "ws";
import { until } from "../until.ts";

const BIG = 3_000_000;

class Recorder extends Protocol {
  heard = "";
  reason: Error | undefined;
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost(reason: { readonly value: Error }): void {
    this.reason = reason.value;
  }
}

class Echo extends Recorder {
  override connectionMade(): void {
    this.transport.registerProducer(this.transport, true);
  }
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

async function serve(
  protocol: () => Protocol,
  options: ConstructorParameters<typeof WebSocketServerEndpoint>[2] = {},
) {
  const reactor = reactorOn(node());
  const below = new TCPServerEndpoint(reactor, 0, { interface: "127.0.0.1" });
  const port = await new WebSocketServerEndpoint(reactor, below, options).listen(protocol);
  return { reactor, port, at: `127.0.0.1:${IHostAddress(port.getHost()).port}` };
}

test("a client of ws: text and bytes come back as bytes, long ones too; a close of each side is clean", async () => {
  const served: Echo[] = [];
  const { port, at } = await serve(() => {
    served.push(new Echo());
    return served.at(-1)!;
  });
  const socket = new WebSocket(`ws://${at}/`);
  await once(socket, "open");
  let heard = 0;
  let first = "";
  socket.on("message", (data: Buffer, isBinary) => {
    assert.ok(isBinary);
    if (heard === 0) first = String(data);
    heard += data.length;
  });
  socket.send("grüße");
  await until("the text has come back", () => heard === 7);
  assert.equal(first, "grüße");
  for (let i = 0; i < 30; i++) socket.send(new Uint8Array(BIG / 30));
  await until("the bytes have come back", () => heard === 7 + BIG);
  socket.close(1000);
  const [code] = await once(socket, "close");
  assert.equal(code, 1000);
  await until("it is lost", () => served[0]?.reason !== undefined);
  assert.ok(served[0]?.reason instanceof ConnectionDone);

  const other = new WebSocket(`ws://${at}/`);
  await once(other, "open");
  await until("it is served", () => served[1]?.connected === true);
  served[1]?.transport.unregisterProducer();
  served[1]?.transport.loseConnection();
  assert.equal((await once(other, "close"))[0], 1000);
  await port.stopListening();
});

test("a server of ws: protocols, headers, bytes both ways, and its close code is our reason", async () => {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    path: "/chat",
    handleProtocols: (names) => (names.has("b") ? "b" : false),
  });
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const asked: (string | undefined)[] = [];
  server.on("connection", (socket, request) => {
    asked.push(request.headers.authorization, socket.protocol);
    socket.on("message", (data: Buffer) => {
      if (String(data) === "fail") socket.close(4321, "as you wish");
      else socket.send(data);
    });
  });
  const reactor = reactorOn(node());
  const endpoint = new WebSocketClientEndpoint(reactor, `ws://127.0.0.1:${port}/chat`, {
    protocols: ["a", "b"],
    headers: { Authorization: "Basic xyz" },
  });
  const protocol = await endpoint.connect(Recorder);
  protocol.transport.write(new Uint8Array(BIG).fill(33));
  await until("all has come back", () => protocol.heard.length === BIG);
  assert.deepEqual(asked, ["Basic xyz", "b"]);
  protocol.transport.write(utf8("fail"));
  await until("it is lost", () => protocol.reason !== undefined);
  const { cause } = protocol.reason!;
  assert.deepEqual(
    [protocol.reason?.name, cause instanceof Error && "closeCode" in cause && cause.closeCode],
    ["ConnectionLost", 4321],
  );
  const elsewhere = new WebSocketClientEndpoint(reactor, `ws://127.0.0.1:${port}/nowhere`);
  await assert.rejects(async () => await elsewhere.connect(Recorder), {
    name: "WebSocketUpgradeError",
    status: 400,
  });
  server.close();
});

test("a server of HTTP that knows no WebSockets", async () => {
  const server = http.createServer((_request, response) => response.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const endpoint = new WebSocketClientEndpoint(reactorOn(node()), `ws://127.0.0.1:${port}/`);
  await assert.rejects(async () => await endpoint.connect(Recorder), {
    name: "WebSocketUpgradeError",
    status: 200,
  });
  server.close();
});

test("back-pressure: a client of ws that reads nothing stops what is written to it", async () => {
  const served: Recorder[] = [];
  const { port, at } = await serve(() => {
    served.push(new Recorder());
    return served.at(-1)!;
  });
  const socket = new WebSocket(`ws://${at}/`);
  await once(socket, "open");
  await until("it is served", () => served[0]?.connected === true);
  socket.pause();
  let sent = 0;
  let paused = false;
  const push = (): void => {
    for (paused = false; !paused; sent += 65_536)
      served[0]?.transport.write(new Uint8Array(65_536));
  };
  served[0]?.transport.registerProducer(
    {
      pauseProducing: () => {
        paused = true;
      },
      resumeProducing: push,
      stopProducing: () => {
        paused = true;
      },
    },
    true,
  );
  push();
  await wait(100);
  assert.ok(paused);
  assert.ok(sent < 64_000_000, `${sent}`);
  socket.terminate();
  await until("it is lost", () => served[0]?.reason !== undefined);
  await port.stopListening();
});

test("over TLS, as wss: has it", async () => {
  const reactor = reactorOn(node());
  const secured = <F extends IProtocolFactory>(factory: F, options: unknown): IProtocolFactory => ({
    doStart: () => factory.doStart(),
    doStop: () => factory.doStop(),
    buildProtocol: (peer: IAddress) => {
      const protocol = factory.buildProtocol(peer)!;
      const begin = protocol.makeConnection.bind(protocol);
      protocol.makeConnection = (transport) => {
        (transport as ITLSTransport).startTLS(options as CertificateOptions);
        return begin(transport);
      };
      return protocol;
    },
  });
  const below = new TCPServerEndpoint(reactor, 0, { interface: "127.0.0.1" });
  const certificate = new CertificateOptions(testCertificates.server);
  const endpoint = new WebSocketServerEndpoint(reactor, {
    listen: (factory, options) => below.listen(secured(factory, certificate), options),
  });
  const port = await endpoint.listen(Echo);
  const to = IHostAddress(port.getHost()).port;
  const trust = optionsForClientTLS("localhost", { trustRoot: testCertificates.authority });
  const tcp = new TCPClientEndpoint(reactor, "127.0.0.1", to);
  const ours = await new WebSocketClientEndpoint(reactor, "wss://localhost/", {
    endpoint: {
      connect: (factory, options) =>
        tcp.connect(secured(factory, trust) as typeof factory, options),
    },
  }).connect(Recorder);
  ours.transport.write(utf8("secret"));
  await until("it has come back", () => ours.heard === "secret");
  const socket = new WebSocket(`wss://localhost:${to}/`, {
    ca: String(testCertificates.authority),
  });
  await once(socket, "open");
  socket.send("secret");
  assert.equal(String((await once(socket, "message"))[0]), "secret");
  socket.close();
  await once(socket, "close");
  ours.transport.loseConnection();
  await until("it is lost", () => ours.reason !== undefined);
  assert.ok(ours.reason instanceof ConnectionDone);
  await port.stopListening();
});

/** As a page would: it says what it was told, in the order in which that came. */
const BROWSER = `
  const socket = new WebSocket(process.argv[1], ["other", "chat"]);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => socket.send("hello"));
  socket.addEventListener("message", ({ data }) => {
    console.log(socket.protocol, new TextDecoder().decode(data));
    socket.close();
  });
  socket.addEventListener("close", ({ wasClean }) => console.log(wasClean));`;

test("the runtime's own client, as browsers have it", async () => {
  const { port, at } = await serve(() => new Echo(), { protocols: ["chat"] });
  // Node.js 20 has it behind a flag.
  const flags = typeof globalThis.WebSocket === "function" ? [] : ["--experimental-websocket"];
  const args = [...flags, "--no-warnings", "-e", BROWSER, `ws://${at}/`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  assert.equal(stdout, "chat hello\ntrue\n");
  await port.stopListening();
});

const hasCurl = await promisify(execFile)("curl", ["--version"]).then(
  () => true,
  () => false,
);

test("curl, which comes for a page", { skip: !hasCurl && !process.env.CI }, async () => {
  const { port, at } = await serve(() => new Echo(), { path: "/chat" });
  const curl = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)("curl", ["-s", "-m", "10", "-i", ...args]);
    return stdout;
  };
  assert.match(await curl(`http://${at}/chat`), /^HTTP\/1\.1 426 .*this is for WebSockets\n$/s);
  assert.match(await curl(`http://${at}/`), /^HTTP\/1\.1 404 /);
  assert.match(await curl("-d", "x", `http://${at}/chat`), /^HTTP\/1\.1 405 /);
  assert.match(
    await curl("-H", `X: ${"x".repeat(20_000)}`, `http://${at}/chat`),
    /^HTTP\/1\.1 431 /,
  );
  await port.stopListening();
});
