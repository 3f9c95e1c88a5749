/**
 * Whatever goes wrong, in whatever order it begins and is undone: each connection has one end, what came is what was sent, and
 * nothing is left.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlatformError } from "../errors.ts";
import type { Socket, SocketSink } from "../port.ts";
import { faultKinds } from "./faults.ts";
import type { MemoryPlatform } from "./host.ts";
import type { LinkOptions } from "./link-options.ts";
import { MemoryNetwork } from "./network.ts";
import { RandomStreams } from "./random.ts";

const HOSTS = ["a", "b", "c"];
const HEADER = 2;
/** With these connections end by force; an accepted one also where there is no descriptor for it. */
const ENDS =
  /^(?:crash|kill|stop|program-restart|power-cycle|reset-connections|reset-all|no-descriptors)$/;
const byteAt = (id: number, at: number): number =>
  at < HEADER ? (id >> (8 * at)) & 255 : (at * 31 + id * 17 + (at >>> 8) * 7) & 255;

/** One end of a transfer: writes `size` bytes that its number and their place decide, and looks at what comes. */
class End implements SocketSink {
  readonly id: number;
  readonly host: string;
  readonly life: number;
  readonly socket: Socket;
  readonly size: number;
  /** Now and then the program does not want to read for a while. */
  readonly rest: (resume: () => void) => boolean;
  sent = 0;
  came = 0;
  from = 0;
  hasEnded = false;
  ends = 0;
  error: PlatformError | undefined;

  constructor(socket: Socket, given: Pick<End, "id" | "host" | "life" | "size" | "rest">) {
    this.id = given.id;
    this.host = given.host;
    this.life = given.life;
    this.size = given.size;
    this.rest = given.rest;
    this.socket = socket;
    socket.start(this);
    this.drained();
  }
  drained(): void {
    assert.equal(this.ends, 0);
    while (this.sent < this.size) {
      const from = this.sent;
      const data = Uint8Array.from({ length: Math.min(1700, this.size - from) }, (_, i) =>
        byteAt(this.id, from + i),
      );
      this.sent += data.length;
      if (!this.socket.write(data)) return;
    }
    this.socket.shutdown();
  }
  data(bytes: Uint8Array): void {
    assert.ok(this.ends === 0 && !this.hasEnded);
    for (const byte of bytes) {
      if (this.came < HEADER) this.from |= byte << (8 * this.came);
      else assert.equal(byte, byteAt(this.from, this.came), `byte ${this.came} of ${this.from}`);
      this.came += 1;
    }
    if (this.rest(() => this.socket.resumeReading())) this.socket.pauseReading();
  }
  ended(): void {
    assert.ok(this.ends === 0 && !this.hasEnded);
    this.hasEnded = true;
  }
  closed(error?: PlatformError): void {
    this.ends += 1;
    this.error = error;
  }
}

/** A world of which chance decides everything; throws where something is not as it must be. */
function play(seed: number): void {
  const random = new RandomStreams(seed);
  const draw = (): number => random.draw("test");
  const whole = (below: number): number => Math.floor(draw() * below);
  const link: LinkOptions = {
    latency: 0.05 * draw(),
    jitter: whole(2) * 0.05,
    loss: whole(2) * 0.1,
    duplicate: whole(2) * 0.2,
    reorder: whole(2) * 0.2,
    rechunk: whole(2) * 0.5,
    mtu: 100 + whole(1400),
  };
  const order = (["fifo", "random", "priority"] as const)[whole(3)]!;
  const network = new MemoryNetwork({ seed, schedule: { order, slack: 0.001 }, ...link });
  const ends: End[] = [];
  /** How often each host's program has begun. */
  const lives = new Map<string, number>();
  let attempts = 0;
  let outcomes = 0;
  const add = (host: string, life: number) => (socket: Socket) => {
    assert.equal(life, lives.get(host), "the dead are told nothing");
    const size = HEADER + whole([50, 5000, 60_000][whole(3)]!);
    const rest = (resume: () => void): boolean => {
      if (whole(4) > 0) return false;
      network.host(host).alarm(3 * draw(), resume);
      return true;
    };
    ends.push(new End(socket, { id: ends.length + 1, host, life, size, rest }));
  };
  const program = (host: string) => (platform: MemoryPlatform) => {
    const life = (lives.get(host) ?? 0) + 1;
    lives.set(host, life);
    platform.tcp.listen({ host: "0.0.0.0", port: 80 }, { backlog: 2 }, add(host, life));
    if (life > 3) return;
    platform.alarm(10 * draw(), () => {
      attempts += 1;
      platform.tcp.connect({ host: HOSTS[whole(3)]!, port: 80 }, {}).addCallbacks(
        (socket) => {
          outcomes += 1;
          add(host, life)(socket);
        },
        () => {
          outcomes += 1;
        },
      );
    });
  };
  for (const host of HOSTS) network.boot(host, program(host));

  // In half of the worlds no program and no connection is ended by force: there all must come.
  const isHarmed = seed % 2 === 0;
  const kinds = faultKinds.filter(({ name }) => isHarmed || !ENDS.test(name));
  const undos: (() => void)[] = [];
  for (let step = 0; step < 15; step++) {
    network.advance(3 * draw());
    if (whole(3) === 0) undos.splice(whole(undos.length), 1)[0]?.();
    const kind = kinds[whole(kinds.length)]!;
    const one = whole(3);
    const hosts = [HOSTS[one]!, HOSTS[(one + 1 + whole(2)) % 3]!];
    undos.push(kind.begin(network, kind.on === "network" ? [] : hosts, draw));
  }
  while (undos.length > 0) {
    undos.splice(whole(undos.length), 1)[0]!();
    network.advance(draw());
  }
  network.advance(3000);

  const living = ends.filter(({ host, life }) => lives.get(host) === life);
  for (const end of living) {
    const peer = ends.find(({ id }) => id === end.from);
    if (!isHarmed) assert.deepEqual([end.ends, end.error, end.came], [1, undefined, peer?.size]);
    if (end.hasEnded) assert.equal(end.came, peer?.sent);
    if (end.ends === 0) end.socket.abort();
  }
  network.advance(2000);
  for (const end of living) assert.equal(end.ends, 1);
  if (!isHarmed) assert.equal(outcomes, attempts);
  assert.deepEqual(
    [HOSTS.map((host) => network.connections(host)), network.nextAt()],
    [[0, 0, 0], Number.POSITIVE_INFINITY],
  );
}

test("faults that begin and are undone in any order lose nothing, double nothing and leave nothing", () => {
  for (let seed = 1; seed <= 30; seed++)
    try {
      play(seed);
    } catch (thrown) {
      throw new Error(`seed ${seed}`, { cause: thrown });
    }
});
