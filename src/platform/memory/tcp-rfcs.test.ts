/** What RFC 9293 and its kin ask of a connection that is old, closing, reset, or spoken to by mistake. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket, SocketAddress } from "../port.ts";
import { Endpoint } from "./endpoint.ts";
import type { EndpointHost } from "./endpoint-host.ts";
import { WorldEvents } from "./events.ts";
import { MemoryNetwork, type NetworkEvent } from "./network.ts";
import { control, type Packet } from "./packet.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

const PORT = { host: "b", port: 80 };
const FROM = { bindAddress: { host: "a", port: 5000 } };
const NEVER = Number.POSITIVE_INFINITY;

function makeNetwork() {
  const network = new MemoryNetwork({ latency: 0.01 });
  const accepted: Sink[] = [];
  const packets: NetworkEvent[] = [];
  network.observe((event) => void packets.push(event));
  const [a, b] = [network.host("a"), network.host("b")];
  b.tcp.listen(PORT, { backlog: 5 }, (socket) => accepted.push(new Sink(socket)));
  const connect = () => {
    const attempt = outcome(a.tcp.connect(PORT, FROM));
    network.advance(1);
    return attempt.now;
  };
  /** What was sent since it was asked last, as `a ACK FIN`. */
  const sent = (): string[] =>
    packets
      .splice(0)
      .filter(({ kind }) => kind === "sent")
      .map(({ from, packet }) => `${from} ${packet!.flags}${packet!.fin ? " FIN" : ""}`);
  return { network, accepted, connect, sent, packets };
}

test('RFC 9293, 3.6: "When a connection is closed actively, it MUST linger in the TIME-WAIT state": who closed first cannot use the port for a minute', () => {
  const { network, connect, accepted } = makeNetwork();
  const client = new Sink(connect() as Socket);
  client.socket!.close();
  network.advance(1);
  accepted[0]!.socket!.close();
  network.advance(1);
  assert.equal(network.connections("a"), 0);
  assert.equal(network.nextAt(), NEVER, "nothing happens when it ends");
  assert.equal(connect(), "failed EADDRNOTAVAIL");
  network.advance(60);
  assert.equal(typeof connect(), "object");
});

test("… and who closed last can, at once", () => {
  const { network, connect, accepted } = makeNetwork();
  const client = new Sink(connect() as Socket);
  accepted[0]!.socket!.close();
  network.advance(1);
  client.socket!.close();
  network.advance(1);
  assert.equal(typeof connect(), "object", "a larger number reopens it on the other side");
});

test("a port in TIME-WAIT is not chosen for a new connection", () => {
  const network = new MemoryNetwork();
  const [a, b] = [network.host("a"), network.host("b")];
  b.tcp.listen(PORT, { backlog: 5 }, (socket) => new Sink(socket).socket!.close());
  const ports = new Set<number>();
  for (let i = 0; i < 50; i++) {
    const attempt = outcome(a.tcp.connect(PORT, {}));
    network.advance(0.1);
    const socket = attempt.now as Socket<SocketAddress>;
    ports.add(socket.local.port);
    new Sink(socket);
    socket.close();
    network.advance(0.1);
  }
  assert.equal(ports.size, 50);
});

test("RFC 9293, 3.6, figure 14, simultaneous close: both FINs cross, and both ends are in order", () => {
  const { network, connect, accepted, sent } = makeNetwork();
  const client = new Sink(connect() as Socket);
  network.advance(0);
  sent();
  client.socket!.close();
  accepted[0]!.socket!.close();
  network.advance(1);
  assert.deepEqual(sent(), ["a ACK FIN", "b ACK FIN", "b ACK", "a ACK"]);
  assert.deepEqual([client.events, accepted[0]!.events], [["closed"], ["closed"]]);
  assert.deepEqual([network.connections("a"), network.connections("b")], [0, 0]);
  network.advance(100);
});

test("the last acknowledgement is lost: the FIN that comes again is answered out of TIME-WAIT", () => {
  const { network, connect, accepted, sent } = makeNetwork();
  const client = new Sink(connect() as Socket);
  client.socket!.close();
  network.advance(1);
  accepted[0]!.socket!.close();
  network.advance(0.015);
  const heal = network.cut("a", "b");
  network.heal();
  heal();
  sent();
  network.advance(10);
  assert.deepEqual(sent(), ["b ACK FIN", "a ACK"]);
  assert.deepEqual(accepted[0]!.events, ["ended", "closed"]);
  assert.equal(network.connections("b"), 0);
});

test("numbers of later connections between the same two ports are larger, whatever the seed", () => {
  const { network, connect, accepted, packets } = makeNetwork();
  const syns: number[] = [];
  for (let i = 0; i < 5; i++) {
    packets.length = 0;
    const client = new Sink(connect() as Socket);
    syns.push(packets.find(({ packet }) => packet?.flags === "SYN")!.packet!.seq);
    accepted.at(-1)!.socket!.close();
    network.advance(0.05);
    client.socket!.close();
    network.advance(0.05);
  }
  assert.deepEqual(
    syns,
    [...new Set(syns)].sort((x, y) => x - y),
  );
});

// One end, and packets made by hand.

const A = { host: "a", port: 1 };
const B = { host: "b", port: 2 };
const OURS = 5000;
const THEIRS = 700;

function lonely() {
  const events = new WorldEvents();
  const sent: Packet[] = [];
  const opened: string[] = [];
  let forgotten = 0;
  const host: EndpointHost = {
    now: () => events.now(),
    after: (seconds, run) => events.after(seconds, run),
    lane: 0,
    schedule: (event, seconds) => events.add(event, events.now() + seconds),
    unschedule: (event) => events.remove(event),
    soon: (run) => events.soon(run),
    transmit: (_endpoint, packet) => void sent.push(packet),
    initialNumber: () => OURS,
    segmentSize: () => 1460,
    rechunk: () => -1,
    paused: false,
    tell: (run) => run(),
    forget: () => {
      forgotten += 1;
    },
  };
  const ends = { local: A, peer: B };
  const endpoint = new Endpoint(host, ends, (error) => void opened.push(error?.code ?? "open"));
  return { events, sent, opened, endpoint, forgotten: () => forgotten };
}

function established() {
  const world = lonely();
  world.endpoint.sendSyn();
  world.endpoint.receive({ ...control("SYN-ACK", THEIRS, OURS + 1), window: 65_536 });
  const sink = new Sink(world.endpoint);
  world.events.advance(0);
  world.sent.length = 0;
  return { ...world, sink };
}

/** From the peer, in the window where `after` is 0. */
function segment(after: number, more: Partial<Packet> = {}): Packet {
  return { ...control("ACK", THEIRS + 1 + after, OURS + 1), window: 65_536, ...more };
}
const seen = (packets: readonly Packet[]): string[] =>
  packets.map(({ flags, seq, ack }) => `${flags} ${seq} ${ack}`);

test('RFC 9293, 3.10.7.4: "If the RST bit is set and the sequence number exactly matches the next expected sequence number (RCV.NXT), then TCP endpoints MUST reset the connection"', () => {
  const { endpoint, sink } = established();
  endpoint.receive(control("RST", THEIRS + 1));
  assert.deepEqual(sink.events, ["closed ECONNRESET"]);
});

test('… "If the RST bit is set and the sequence number does not exactly match the next expected sequence value, yet is within the current receive window, TCP endpoints MUST send an acknowledgment (challenge ACK)"', () => {
  const { endpoint, sink, sent } = established();
  endpoint.receive(control("RST", THEIRS + 100));
  assert.deepEqual(sink.events, []);
  assert.deepEqual(seen(sent), [`ACK ${OURS + 1} ${THEIRS + 1}`]);
});

test('… "If the RST bit is set and the sequence number is outside the current receive window, silently drop the segment"', () => {
  const { endpoint, sink, sent } = established();
  for (const seq of [0, THEIRS - 5, THEIRS + 100_000]) endpoint.receive(control("RST", seq));
  assert.deepEqual([sink.events, sent], [[], []]);
});

test("RFC 9293, 3.10.7.3: in SYN-SENT a reset counts only if it acknowledges the SYN", () => {
  const { endpoint, opened } = lonely();
  endpoint.sendSyn();
  endpoint.receive(control("RST", 0, OURS - 10));
  assert.deepEqual(opened, []);
  endpoint.receive(control("RST", 0, OURS + 1));
  assert.deepEqual(opened, ["ECONNREFUSED"]);
});

test('RFC 9293, 3.10.7.3: "If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the RST bit is set …) <SEQ=SEG.ACK><CTL=RST>"', () => {
  const { endpoint, opened, sent } = lonely();
  endpoint.sendSyn();
  sent.length = 0;
  endpoint.receive(control("ACK", 9, 77));
  endpoint.receive(control("SYN-ACK", 9, OURS));
  assert.deepEqual(
    seen(sent).map((text) => text.split(" ", 2).join(" ")),
    ["RST 77", `RST ${OURS}`],
  );
  assert.deepEqual(opened, []);
});

test("RFC 9293, 3.5, figure 9: an old duplicate SYN is found out by the reset that its answer gets", () => {
  const { endpoint, opened, forgotten, sent } = lonely();
  endpoint.answerSyn(control("SYN", THEIRS));
  assert.deepEqual(seen(sent), [`SYN-ACK ${OURS} ${THEIRS + 1}`]);
  endpoint.receive(control("RST", THEIRS + 1));
  assert.deepEqual([opened, forgotten()], [["ECONNRESET"], 1]);
});

test("RFC 9293, 3.5, figure 7: two SYNs that cross make one connection", () => {
  const { endpoint, opened, sent } = lonely();
  endpoint.sendSyn();
  endpoint.receive(control("SYN", THEIRS));
  endpoint.receive({ ...control("SYN-ACK", THEIRS, OURS + 1), window: 65_536 });
  assert.deepEqual(opened, ["open"]);
  assert.deepEqual(
    sent.map(({ flags }) => flags),
    ["SYN", "SYN-ACK", "ACK"],
  );
});

test('RFC 9293, 3.10.7.4: "If an incoming segment is not acceptable, an acknowledgment should be sent in reply", and nothing of it is used', () => {
  const { endpoint, sink, sent } = established();
  const data = Uint8Array.of(1, 2, 3);
  for (const after of [-10, 100_000]) endpoint.receive(segment(after, { data }));
  const answer = `ACK ${OURS + 1} ${THEIRS + 1}`;
  assert.deepEqual(seen(sent), [answer, answer]);
  assert.deepEqual(sink.events, []);
  endpoint.receive(segment(0, { data }));
  assert.deepEqual(sink.received, [1, 2, 3]);
});

test("… but a bare acknowledgement is not answered, or two ends would never stop", () => {
  const { endpoint, sent } = established();
  endpoint.receive(segment(-10));
  assert.deepEqual(sent, []);
});

test('… "if the SYN bit is set, irrespective of the sequence number, TCP endpoints MUST send a "challenge ACK" to the remote peer"', () => {
  const { endpoint, sink, sent } = established();
  endpoint.receive(control("SYN", THEIRS + 50));
  assert.deepEqual(seen(sent), [`ACK ${OURS + 1} ${THEIRS + 1}`]);
  assert.deepEqual(sink.events, []);
});

test("old data that comes again after we have closed is acknowledged; new data is answered with a reset (RFC 9293, 3.10.7.1)", () => {
  const { endpoint, sent, forgotten } = established();
  const data = Uint8Array.of(1, 2, 3);
  endpoint.receive(segment(0, { data }));
  endpoint.close();
  sent.length = 0;
  endpoint.receive(segment(0, { data }));
  assert.deepEqual([sent.map(({ flags }) => flags), forgotten()], [["ACK"], 0]);
  endpoint.receive(segment(3, { data }));
  assert.deepEqual([sent.map(({ flags }) => flags), forgotten()], [["ACK", "RST"], 1]);
});

test("RFC 9293, 3.8.6.1: a closed window is asked, and its answer lets the rest go", () => {
  const { endpoint, sent, events } = established();
  endpoint.receive(segment(0, { window: 0 }));
  endpoint.write(Uint8Array.of(1));
  assert.equal(sent.length, 0);
  events.advance(1);
  assert.deepEqual(seen(sent), [`PROBE ${OURS} ${THEIRS + 1}`]);
  endpoint.receive(segment(0, { window: 100 }));
  assert.deepEqual(sent.at(-1)!.data, Uint8Array.of(1));
});

test("keep-alive: a peer without power is found out after two hours and eleven minutes; without it, never", () => {
  for (const [enabled, expected] of [
    [true, ["closed ETIMEDOUT"]],
    [false, []],
  ] as const) {
    const { network, connect } = makeNetwork();
    const client = new Sink(connect() as Socket);
    client.socket!.setKeepAlive!(enabled);
    network.crash("b");
    network.advance(7870);
    assert.deepEqual(client.events, []);
    network.advance(10);
    assert.deepEqual(client.events, expected);
  }
});

test("… and one that is there answers, for days", () => {
  const { network, connect } = makeNetwork();
  const client = new Sink(connect() as Socket);
  client.socket!.setKeepAlive!(true);
  network.advance(300_000);
  assert.deepEqual(client.events, []);
  client.socket!.setKeepAlive!(false);
  assert.equal(network.nextAt(), NEVER);
});

test("… and one that was switched on again does not know the connection: ECONNRESET", () => {
  const { network, connect } = makeNetwork();
  const client = new Sink(connect() as Socket);
  client.socket!.setKeepAlive!(true);
  network.crash("b");
  network.restart("b");
  network.advance(7201);
  assert.deepEqual(client.events, ["closed ECONNRESET"]);
});
