/**
 * The servers that are measured, one in a process of its own: `servers.js NAME`.
 *
 * Prints the port that it listens on, and ends when its input does. The bare ones must not have our reactor in their
 * process, whose platform changes how memory is kept.
 */
import * as dgram from "node:dgram";
import * as net from "node:net";
import * as tls from "node:tls";
import { utf8 } from "torsion/bytes";
import { CertificateOptions, IHostAddress, ITLSTransport } from "torsion/net";
import { duplexSocket } from "torsion/platform/node";
import {
  DatagramProtocol,
  Factory,
  Int32StringReceiver,
  LineReceiver,
  NetstringReceiver,
  Protocol,
} from "torsion/protocols";
import { testCertificates } from "torsion/testing";

const HOST = "127.0.0.1";
const OK = utf8("OK");
const CERTIFICATE = testCertificates.server;
const SECURE = new CertificateOptions(CERTIFICATE);

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

class SecureEcho extends Echo {
  override connectionMade(): void {
    ITLSTransport(this.transport).startTLS(SECURE);
  }
}

class Lines extends LineReceiver {
  override lineReceived(): void {
    this.sendLine(OK);
  }
}

class Netstrings extends NetstringReceiver {
  override stringReceived(): void {
    this.sendString(OK);
  }
}

class Int32Strings extends Int32StringReceiver {
  override stringReceived(): void {
    this.sendString(OK);
  }
}

function bareEcho(socket: net.Socket): void {
  socket.on("data", (data) => socket.write(data));
}

/** As one writes it by hand: a buffer, a search for the delimiter, a write for each line. */
function bareLines(socket: net.Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (data) => {
    rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let start = 0;
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n", start)) {
      socket.write("OK\r\n");
      start = end + 2;
    }
    rest = rest.subarray(start);
  });
}

/** … and one write for all answers to what has come. */
function gatheredLines(socket: net.Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (data) => {
    rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let start = 0;
    let answers = "";
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n", start)) {
      answers += "OK\r\n";
      start = end + 2;
    }
    if (answers !== "") socket.write(answers);
    rest = rest.subarray(start);
  });
}

/** By hand: the digits, the bytes, the comma, and a write for each. */
function bareNetstrings(socket: net.Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (data) => {
    rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let start = 0;
    for (;;) {
      const colon = rest.indexOf(":", start);
      if (colon < 0) break;
      const length = Number(rest.toString("latin1", start, colon));
      const end = colon + 1 + length;
      if (rest.length <= end) break;
      if (rest[end] !== 0x2c) {
        socket.destroy();
        return;
      }
      socket.write("2:OK,");
      start = end + 1;
    }
    rest = rest.subarray(start);
  });
}

function bareInt32Strings(socket: net.Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  const answer = Buffer.from("\0\0\0\x02OK", "latin1");
  socket.on("data", (data) => {
    rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let start = 0;
    while (rest.length >= start + 4) {
      const end = start + 4 + rest.readUInt32BE(start);
      if (rest.length < end) break;
      socket.write(answer);
      start = end;
    }
    rest = rest.subarray(start);
  });
}

class DatagramEcho extends DatagramProtocol {
  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.transport.write(data, from);
  }
}

async function torsionUDP(): Promise<number> {
  const { reactor } = await import("torsion/reactor");
  const port = await reactor.listenUDP(0, new DatagramEcho(), { interface: HOST });
  return port.getHost().port;
}

async function bareUDP(): Promise<number> {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (data, { port, address }) => socket.send(data, port, address));
  await new Promise<void>((listening) => socket.bind(0, HOST, listening));
  return socket.address().port;
}

const SERVERS: Readonly<Record<string, () => Promise<number>>> = {
  "echo/torsion": () => torsion(Echo),
  "echo/a service of torsion": () => service(Echo),
  "echo/node:net": () => bare(bareEcho),
  "tls/torsion": () => torsion(Echo, SECURE),
  "tls/torsion over a Duplex": async () => {
    const { reactor } = await import("torsion/reactor");
    const factory = quiet(SecureEcho);
    return bare((socket) => void reactor.adoptSocket(duplexSocket(socket), factory));
  },
  "tls/node:tls": () =>
    bare(bareEcho, (serve) =>
      tls.createServer(
        { key: CERTIFICATE.privateKey, cert: CERTIFICATE.certificate, noDelay: true },
        serve,
      ),
    ),
  "udp/torsion": torsionUDP,
  "udp/node:dgram": bareUDP,
  "lines/torsion": () => torsion(Lines),
  "lines/a service of torsion": () => service(Lines),
  "lines/node:net": () => bare(bareLines),
  "gathered/node:net": () => bare(gatheredLines),
  "netstrings/torsion": () => torsion(Netstrings),
  "netstrings/node:net": () => bare(bareNetstrings),
  "int32/torsion": () => torsion(Int32Strings),
  "int32/node:net": () => bare(bareInt32Strings),
};

function quiet(protocol: new () => Protocol): Factory {
  const factory = Factory.forProtocol(protocol);
  factory.noisy = false;
  return factory;
}

async function torsion(protocol: new () => Protocol, secure?: CertificateOptions): Promise<number> {
  const { reactor } = await import("torsion/reactor");
  const factory = quiet(protocol);
  const options = { interface: HOST };
  const port = await (secure
    ? reactor.listenSSL(0, factory, secure, options)
    : reactor.listenTCP(0, factory, options));
  return IHostAddress(port.getHost()).port;
}

/** As a program under `twist` listens. */
async function service(protocol: new () => Protocol): Promise<number> {
  const { reactor } = await import("torsion/reactor");
  const { StreamServerEndpointService } = await import("torsion/application");
  const { TCPServerEndpoint } = await import("torsion/endpoints");
  const endpoint = new TCPServerEndpoint(reactor, 0, { interface: HOST });
  const listening = new StreamServerEndpointService(endpoint, quiet(protocol));
  await listening.startService();
  return IHostAddress(listening.port?.getHost()).port;
}

type Serve = (socket: net.Socket) => void;

async function bare(
  serve: Serve,
  create: (serve: Serve) => net.Server = (serve) => net.createServer({ noDelay: true }, serve),
): Promise<number> {
  const server = create((socket) => {
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((listening) => server.listen(0, HOST, listening));
  return (server.address() as net.AddressInfo).port;
}

const start = SERVERS[process.argv[2] ?? ""];
if (start === undefined) throw new Error(`one of: ${Object.keys(SERVERS).join(", ")}`);
const port = await start();
process.stdout.write(`${port}\n`);
process.stdin.on("end", () => process.exit()).resume();
