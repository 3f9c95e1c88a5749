/** For tests of one connection: a socket that checks how it is used, and a reactor in small. */
import assert from "node:assert/strict";
import { type LogEvent, Logger } from "../logger/index.ts";
import type { IProtocol } from "../net/index.ts";
import type { PlatformError, Socket, SocketAddress, SocketSink } from "../platform/index.ts";
import { Clock } from "../time/index.ts";
import { DescribedThings } from "./described-things.ts";
import type { StreamTransport, TransportContext } from "./stream-transport.ts";
import { TLSContexts } from "./tls-contexts.ts";
import { Turn } from "./turn.ts";

/** Does what it is told from outside, and nothing else; throws where the port's rules are broken. */
export class FakeSocket implements Socket<SocketAddress> {
  readonly local: SocketAddress = { host: "10.0.0.1", port: 80 };
  readonly peer: SocketAddress = { host: "10.0.0.2", port: 50_000 };
  /** Everything asked of it, in order: `write 3`, `close` … */
  readonly calls: string[] = [];
  readonly sent: Uint8Array[] = [];
  sink: SocketSink | null = null;
  /** Something comes between it and its transport: TLS, bytes that are put back. */
  mayStartAgain = false;
  /** What the next `write` answers. */
  roomy = true;
  reading = true;
  draining = false;
  ending: "close" | "abort" | null = null;
  shut = false;

  start(sink: SocketSink): void {
    assert.ok(this.mayStartAgain || this.sink === null, "started once");
    this.sink = sink;
  }

  write(data: Uint8Array): boolean {
    assert.equal(this.ending, null, "no write after close");
    assert.equal(this.shut, false, "no write after shutdown");
    assert.equal(this.draining, false, "no write while the host holds bytes");
    assert.ok(data.length > 0);
    this.calls.push(`write ${data.length}`);
    this.sent.push(data.slice());
    this.draining = !this.roomy;
    return this.roomy;
  }

  pauseReading(): void {
    this.reading = false;
    this.calls.push("pause");
  }

  resumeReading(): void {
    this.reading = true;
    this.calls.push("resume");
  }

  shutdown(): void {
    assert.equal(this.shut, false, "shut down once");
    assert.equal(this.ending, null, "no shutdown after close");
    this.shut = true;
    this.calls.push("shutdown");
  }

  close(): void {
    this.ending ??= "close";
    this.calls.push("close");
  }

  abort(): void {
    this.ending = "abort";
    this.calls.push("abort");
  }

  setNoDelay(enabled: boolean): void {
    this.calls.push(`nodelay ${enabled}`);
  }

  setKeepAlive(enabled: boolean): void {
    this.calls.push(`keepalive ${enabled}`);
  }

  get text(): string {
    return Buffer.concat(this.sent).toString();
  }

  // What happens to it.

  data(text: string): void {
    assert.ok(this.reading, "a platform delivers nothing while paused");
    this.sink!.data(Buffer.from(text));
  }

  drained(): void {
    this.draining = false;
    this.sink!.drained();
  }

  closed(error?: PlatformError): void {
    const sink = this.sink!;
    sink.closed(error);
  }
}

/** The part of a reactor that a transport sees; what is to run later runs when a test says so. */
export class FakeContext implements TransportContext {
  readonly things: DescribedThings = new DescribedThings();
  readonly clock: Clock = new Clock();
  readonly soon: (() => void)[] = [];
  readonly later: (() => void)[] = [];
  readonly events: LogEvent[] = [];
  readonly turn: Turn = new Turn((run) => this.soon.push(run));
  readonly tls: TLSContexts = new TLSContexts({ name: "fake" });
  readonly log: Logger = new Logger({ observer: (event) => this.events.push(event) });
  readonly open: Set<StreamTransport> = new Set();

  seconds(): number {
    return this.clock.seconds();
  }

  nextTurn(run: () => void): void {
    this.later.push(() => this.inTurn(run));
  }

  callLater(seconds: number, callable: () => void): ReturnType<Clock["callLater"]> {
    return this.clock.callLater(seconds, callable);
  }

  ended(transport: StreamTransport): void {
    this.open.delete(transport);
  }

  inTurn(run: () => void): void {
    this.turn.enter();
    run();
    this.turn.leave();
  }

  /** The code that ran is done: what was to run soon runs. */
  settle(): void {
    while (this.soon.length > 0) this.soon.shift()!();
  }

  /** One turn of the host's loop. */
  pass(): void {
    this.settle();
    for (const run of this.later.splice(0)) run();
    this.settle();
  }

  /** The errors that were logged. */
  get logged(): unknown[] {
    return this.events.map(({ log_failure }) => log_failure?.value);
  }
}

/** A transport of one class, on a socket that a test drives, with a protocol that does nothing. */
export function connection<T extends StreamTransport>(
  Transport: new (context: TransportContext, socket: Socket, protocol: IProtocol) => T,
): { transport: T; socket: FakeSocket; context: FakeContext } {
  const context = new FakeContext();
  const socket = new FakeSocket();
  const silent: IProtocol = {
    makeConnection() {},
    connectionMade() {},
    dataReceived() {},
    connectionLost() {},
  };
  const transport = new Transport(context, socket, silent);
  transport.start();
  return { transport, socket, context };
}
