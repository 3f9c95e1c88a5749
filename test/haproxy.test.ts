/** The PROXY protocol with haproxy itself on the other side: in front of our endpoints, and behind them. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { text, utf8 } from "torsion/bytes";
import {
  connectProtocol,
  TCPClientEndpoint,
  TCPServerEndpoint,
  wrapServerTLS,
} from "torsion/endpoints";
import {
  CertificateOptions,
  hostAddress,
  IHostAddress,
  type IListeningPort,
  INegotiated,
  ITLSTransport,
  optionsForClientTLS,
} from "torsion/net";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { proxyClientEndpoint, proxyEndpoint, proxyInfoOf } from "torsion/protocols/haproxy";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import { until } from "./until.ts";

const absent = spawnSync("haproxy", ["-v"]).error !== undefined;
const options = { skip: absent && !process.env.CI ? "haproxy is not installed" : false };
const folder = mkdtempSync(join(tmpdir(), "torsion-haproxy-"));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const reactor = reactorOn(node());
const HOST = "127.0.0.1";

/** One that nobody has now. */
async function freePort(host = HOST): Promise<number> {
  const server = net.createServer().listen(0, host);
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const canConnect = (port: number, host: string): Promise<boolean> =>
  new Promise((tell) => {
    const socket = net.connect(port, host);
    socket.once("error", () => tell(false));
    socket.once("connect", () => {
      socket.destroy();
      tell(true);
    });
  });

/** Run haproxy with these lines about what it listens on and what is behind; gives the port that it listens on. */
async function haproxy(bind: string, server: string, host = HOST): Promise<number> {
  const port = await freePort(host);
  const file = join(folder, `${port}.cfg`);
  writeFileSync(
    file,
    `global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s
listen it
  bind ${host}:${port} ${bind}
  server s1 ${server}
`,
  );
  const child = spawn("haproxy", ["-db", "-q", "-f", file], { stdio: "inherit" });
  children.push(child);
  for (let i = 0; i < 500 && !(await canConnect(port, host)); i++) await wait(20);
  return port;
}

/** Says whom it takes its peer for, and what more the header says; then it is an echo. */
class Teller extends Protocol {
  override connectionMade(): void {
    const { transport } = this;
    const info = proxyInfoOf(transport);
    const id = info?.uniqueId;
    const more = [info?.authority, info?.ssl?.version, id && text(id)].filter(Boolean).join(" ");
    transport.write(utf8(`${transport.getPeer()} ${transport.getHost()} ${more}\n`));
  }
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

async function behind(host = HOST): Promise<{ port: IListeningPort; at: string }> {
  const inside = new TCPServerEndpoint(reactor, 0, { interface: host });
  const port = await proxyEndpoint(inside, reactor, { trusted: [host] }).listen(Teller);
  const { port: number } = IHostAddress(port.getHost());
  return { port, at: `${host}:${number}` };
}

/** What a plain client is told, which says something at once, and who it is itself. */
async function ask(port: number, host = HOST): Promise<{ told: string; self: string }> {
  const socket = net.connect(port, host);
  let told = "";
  socket.on("data", (data) => {
    told += data.toString();
  });
  socket.write("hello");
  await until("it was told, and answered", () => told.endsWith("\nhello"));
  const self = hostAddress("TCP", socket.localAddress!, socket.localPort!);
  socket.destroy();
  return { told, self: String(self) };
}

const UNIQUE_ID = "unique-id-format %{+X}o%ci-%cp";

for (const how of ["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c"])
  test(`haproxy in front, ${how}: the address is that of the client`, options, async () => {
    const { port, at } = await behind();
    const front = await haproxy("", `${at} ${how}`);
    const { told, self } = await ask(front);
    assert.equal(told, `${self} ${HOST}:${front} \nhello`);
    await port.stopListening();
  });

test("haproxy in front, over IPv6", options, async (t) => {
  if (!(await canListen("::1"))) return t.skip("this host has no IPv6");
  const { port, at } = await behind();
  for (const how of ["send-proxy", "send-proxy-v2"]) {
    const front = await haproxy("", `${at} ${how}`, "::1");
    const { told, self } = await ask(front, "::1");
    assert.equal(told, `${self} [::1]:${front} \nhello`);
  }
  return port.stopListening();
});

const canListen = (host: string): Promise<boolean> =>
  freePort(host).then(
    () => true,
    () => false,
  );

test("haproxy in front ends TLS, and what it knows of that comes in TLVs", options, async () => {
  const { port, at } = await behind();
  const { server, authority } = testCertificates;
  const pem = join(folder, "server.pem");
  writeFileSync(pem, `${server.certificate}\n${server.privateKey}`);
  const sent = "send-proxy-v2-ssl proxy-v2-options ssl,cert-cn,authority,unique-id,crc32c";
  const front = await haproxy(`ssl crt ${pem}\n  ${UNIQUE_ID}`, `${at} ${sent}`);
  class Client extends Protocol {
    told = "";
    override connectionMade(): void {
      ITLSTransport(this.transport).startTLS(
        optionsForClientTLS("localhost", { trustRoot: authority }),
      );
      this.transport.write(utf8("hello"));
    }
    override dataReceived(data: Uint8Array): void {
      this.told += text(data);
    }
  }
  const client = await connectProtocol(new TCPClientEndpoint(reactor, HOST, front), new Client());
  await until("it was told, and answered", () => client.told.endsWith("\nhello"));
  const { host, port: own } = IHostAddress(client.transport.getHost());
  const id = `7F000001-${own.toString(16).toUpperCase().padStart(4, "0")}`;
  assert.equal(client.told, `${host}:${own} ${HOST}:${front} localhost TLSv1.3 ${id}\nhello`);
  client.transport.loseConnection();
  await port.stopListening();
});

test("haproxy in front passes TLS on: it begins with us, after the header", options, async () => {
  const { server, authority } = testCertificates;
  const certificate = new CertificateOptions(server);
  const inside = new TCPServerEndpoint(reactor, 0, { interface: HOST });
  const proxied = proxyEndpoint(inside, reactor);
  const port = await wrapServerTLS(certificate, proxied).listen(Teller);
  for (const how of ["send-proxy", "send-proxy-v2"]) {
    const front = await haproxy("", `${HOST}:${IHostAddress(port.getHost()).port} ${how}`);
    class Client extends Protocol {
      told = "";
      override connectionMade(): void {
        ITLSTransport(this.transport).startTLS(
          optionsForClientTLS("localhost", { trustRoot: authority }),
        );
      }
      override dataReceived(data: Uint8Array): void {
        this.told += text(data);
      }
    }
    const client = await connectProtocol(new TCPClientEndpoint(reactor, HOST, front), new Client());
    await until("it was told", () => client.told.endsWith("\n"));
    assert.equal(client.told, `${client.transport.getHost()} ${HOST}:${front} \n`);
    assert.ok(INegotiated.providedBy(client.transport));
    client.transport.loseConnection();
  }
  await port.stopListening();
});

test("haproxy's health checks are LOCAL, and come from itself", options, async () => {
  const peers: string[] = [];
  class Checked extends Protocol {
    override connectionMade(): void {
      const info = proxyInfoOf(this.transport);
      peers.push(`${info?.source} ${info?.header.length}`);
    }
  }
  const inside = new TCPServerEndpoint(reactor, 0, { interface: HOST });
  const port = await proxyEndpoint(inside, reactor).listen(Checked);
  const at = `${HOST}:${IHostAddress(port.getHost()).port}`;
  await haproxy("", `${at} check inter 100 check-send-proxy send-proxy-v2`);
  await until("it was checked", () => peers.length > 0);
  assert.equal(peers[0], "null 16");
  await port.stopListening();
});

test(
  "haproxy behind, accept-proxy: what we say is what it takes its client for",
  options,
  async () => {
    // What it takes it for, it tells the next one.
    const { port, at } = await behind();
    const back = await haproxy("accept-proxy", `${at} send-proxy-v2`);
    const inside = new TCPClientEndpoint(reactor, HOST, back);
    const pairs = [
      ["203.0.113.7", "198.51.100.9"],
      ["2001:db8::7", "2001:db8::9"],
    ] as const;
    for (const [from, to] of pairs)
      for (const more of [{ version: "v1" }, {}, { checksum: true, tlvs: noop() }] as const) {
        const source = hostAddress("TCP", from, 56_324);
        const destination = hostAddress("TCP", to, 443);
        class Client extends Protocol {
          told = "";
          override dataReceived(data: Uint8Array): void {
            this.told += text(data);
          }
        }
        const endpoint = proxyClientEndpoint(inside, { source, destination, ...more });
        const client = await endpoint.connect(Client);
        await until("it was told", () => client.told.endsWith("\n"));
        assert.equal(client.told, `${source} ${destination} \n`);
        client.transport.loseConnection();
      }
    const own = proxyClientEndpoint(inside, { version: "v1" });
    const client = await own.connect(Protocol);
    client.transport.loseConnection();
    await port.stopListening();
  },
);

function noop() {
  return [{ type: 0x04, value: new Uint8Array(7) }];
}
