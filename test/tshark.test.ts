/** Captures of simulated runs, as Wireshark's dissectors see them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fromHex, text, utf8 } from "torsion/bytes";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import { isIPv6Address } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { DatagramProtocol, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { type PcapTraceOptions, pcapTrace, recordTrace, type Trace } from "torsion/testing";

const absent = spawnSync("tshark", ["--version"]).error !== undefined;
const options = { skip: absent && !process.env.CI ? "tshark is not installed" : false };
const folder = mkdtempSync(join(tmpdir(), "torsion-tshark-"));
after(() => rmSync(folder, { recursive: true }));

const CHECKSUMS = ["tcp", "udp", "ip"].flatMap((name) => ["-o", `${name}.check_checksum:TRUE`]);

const EXPERT_ERROR = "8388608";

/** The file, and what tshark prints of it. */
class Capture {
  readonly #file: string;

  constructor(trace: Trace, about: PcapTraceOptions = {}) {
    this.#file = join(folder, `${trace.hash()}-${about.host ?? ""}.pcapng`);
    writeFileSync(this.#file, pcapTrace(trace, about));
  }

  tshark(...args: string[]): string[] {
    const all = ["-r", this.#file, "-N", "n", ...CHECKSUMS, ...args];
    const { stdout, stderr, status } = spawnSync("tshark", all, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout.split("\n").filter((line) => line !== "");
  }

  /** A row of these fields for each frame that `filter` lets through. */
  fields(filter: string, ...names: string[]): string[] {
    const fields = names.flatMap((name) => ["-e", name]);
    return this.tshark("-Y", filter, "-T", "fields", "-E", "separator= ", ...fields);
  }

  /** Nothing damaged, nothing that cannot be read, and every checksum that there is a good one. */
  assertSound(frames: number): void {
    const statuses = ["ip", "tcp", "udp"].map((name) => `${name}.checksum.status`);
    const rows = this.fields("frame", "_ws.malformed", ...statuses, "_ws.expert.severity");
    assert.equal(rows.length, frames);
    for (const row of rows) {
      assert.match(row, /^ 1? 1? 1? /);
      assert.ok(!row.includes(EXPERT_ERROR), row);
    }
  }

  /** What each side sent, whole. */
  stream(index: number): { client: string; server: string } {
    const lines = this.tshark("-q", "-z", `follow,tcp,raw,${index}`);
    const bytes = lines.filter((line) => /^\t?[0-9a-f]+$/.test(line));
    const of = (indent: boolean): string =>
      text(
        fromHex(
          bytes
            .filter((line) => line.startsWith("\t") === indent)
            .join("")
            .trim()
            .replaceAll("\t", ""),
        ),
      );
    return { client: of(false), server: of(true) };
  }
}

class Shout extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(utf8(text(data).toUpperCase()));
  }
}

interface World {
  readonly network: MemoryNetwork;
  readonly trace: Trace;
  readonly client: Protocol;
  readonly sent: () => number;
}

/** What to listen on for who connects to that: as anywhere, 0.0.0.0 takes no IPv6. */
const everyAddress = (address: string): string => (isIPv6Address(address) ? "::" : "0.0.0.0");

/** A client on `from` that has had its connection to `to` for a second. */
function connected(from: string, to: string, address = to): World {
  const network = new MemoryNetwork({ latency: 0.01 });
  const trace = recordTrace(network);
  const listening = { interface: everyAddress(address) };
  new TCPServerEndpoint(reactorOn(network.host(to)), 7777, listening).listen(Shout);
  const client = new Protocol();
  new TCPClientEndpoint(reactorOn(network.host(from)), address, 7777).connect(() => client);
  network.advance(1);
  const sent = (): number => trace.events.filter(({ kind }) => kind === "sent").length;
  return { network, trace, client, sent };
}

test("a stream is what the two ends said, and the end is an end", options, () => {
  const { network, trace, client, sent } = connected("ann", "bob");
  const said = "the quick brown fox. ".repeat(500);
  client.transport.write(utf8(said));
  network.advance(1);
  client.transport.loseConnection();
  network.advance(1);
  const capture = new Capture(trace);
  capture.assertSound(sent());
  assert.deepEqual(capture.stream(0), { client: said, server: said.toUpperCase() });
  assert.deepEqual(capture.fields("tcp.analysis.flags", "frame.number", "_ws.col.Info"), []);
  assert.deepEqual(capture.fields("tcp.flags.fin == 1", "ip.src_host", "tcp.seq"), [
    ...["ann 10501", "bob 10501"],
  ]);
  assert.deepEqual(
    capture.fields("tcp.flags.syn == 1", "tcp.options.mss_val", "tcp.options.wscale.multiplier"),
    ["1460 2", "1460 2"],
  );
  assert.deepEqual(capture.fields("frame.number == 1", "frame.time_epoch"), [
    "946684800.000000000",
  ]);
});

test(
  "what was lost is sent again: seen from everywhere and by the sender, but not by the receiver",
  options,
  () => {
    const { network, trace, client } = connected("ann", "bob");
    network.partition("ann", "bob");
    client.transport.write(utf8("can you hear me?"));
    network.advance(0.1);
    network.heal();
    network.advance(1);
    const filter = "tcp.analysis.retransmission";
    const row = ["ann 1.220000000 16"];
    for (const about of [{}, { host: "ann" }]) {
      const capture = new Capture(trace, about);
      const again = capture.fields(filter, "ip.src_host", "frame.time_relative", "tcp.len");
      assert.deepEqual(again, row);
      assert.match(
        capture.fields("frame.comment", "frame.comment").join(),
        /partition.*is lost.*heal/,
      );
    }
    const bob = new Capture(trace, { host: "bob" });
    assert.deepEqual(bob.fields(filter, "frame.number"), []);
    assert.deepEqual(bob.stream(0), { client: "can you hear me?", server: "CAN YOU HEAR ME?" });
  },
);

test("IPv6, loopback and datagrams", options, () => {
  for (const [from, to, address, filter] of [
    ["ann", "2001:db8::5", "2001:db8::5", "ipv6.addr == fd00::1 && ipv6.addr == 2001:db8::5"],
    ["ann", "ann", "127.0.0.1", "ip.src == 127.0.0.1 && ip.dst == 127.0.0.1"],
    ["192.0.2.1", "192.0.2.2", "192.0.2.2", "ip.addr == 192.0.2.1 && ip.addr == 192.0.2.2"],
  ] as const) {
    const { network, trace, client, sent } = connected(from, to, address);
    client.transport.write(utf8("hello"));
    const asker = new DatagramProtocol();
    const listening = { interface: everyAddress(address) };
    reactorOn(network.host(from)).listenUDP(4000, asker, listening);
    reactorOn(network.host(to)).listenUDP(9999, new DatagramProtocol(), listening);
    asker.transport.write(utf8("quo vadis?"), { host: address, port: 9999 });
    network.advance(1);
    const capture = new Capture(trace);
    capture.assertSound(sent());
    assert.equal(capture.fields(filter, "frame.number").length, sent(), filter);
    assert.deepEqual(capture.stream(0), { client: "hello", server: "HELLO" });
    assert.deepEqual(capture.fields("udp", "udp.srcport", "udp.dstport", "udp.length"), [
      "4000 9999 18",
    ]);
  }
});

test(
  "resets: one that refuses, one in the middle; and the next connection between the same ports",
  options,
  () => {
    const network = new MemoryNetwork({ latency: 0.01 });
    const trace = recordTrace(network);
    network.host("bob");
    const ann = reactorOn(network.host("ann"));
    const connect = (): Protocol => {
      const client = new Protocol();
      const bindAddress = { host: "ann", port: 5555 };
      const attempt = new TCPClientEndpoint(ann, "bob", 7777, { bindAddress }).connect(
        () => client,
      );
      attempt.addErrback(() => undefined);
      network.advance(1);
      return client;
    };
    connect();
    new TCPServerEndpoint(reactorOn(network.host("bob")), 7777).listen(Shout);
    for (const said of ["first", "second"]) {
      const client = connect();
      client.transport.write(utf8(said));
      network.advance(1);
      client.transport.abortConnection();
      network.advance(1);
    }
    const capture = new Capture(trace);
    assert.deepEqual(
      capture.fields("tcp.flags.reset == 1", "tcp.stream", "ip.src_host", "tcp.seq"),
      [...["0 bob 1", "1 ann 6", "2 ann 7"]],
    );
    assert.deepEqual(capture.stream(1), { client: "first", server: "FIRST" });
    assert.deepEqual(capture.stream(2), { client: "second", server: "SECOND" });
  },
);
