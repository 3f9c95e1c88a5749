/** A scripted socket and what a transport needs of its reactor, for tests without a platform. */

import { type LogEvent, Logger, LogPublisher } from "../logger/index.ts";
import type { Socket, SocketAddress, SocketSink } from "../platform/index.ts";
import { DelayedCalls } from "../time/index.ts";
import type { StreamTransport, TransportContext } from "./stream-transport.ts";
import { Turn } from "./turn.ts";

export class ScriptedSocket implements Socket {
  readonly local: SocketAddress = { host: "here", port: 1 };
  readonly peer: SocketAddress = { host: "there", port: 2 };
  readonly calls: string[] = [];
  sink: SocketSink | null = null;
  /** What `write` answers. */
  takes = true;
  sent = 0;
  start(sink: SocketSink): void {
    this.sink = sink;
  }
  write(data: Uint8Array): boolean {
    this.calls.push(`write ${data.length}`);
    this.sent += data.length;
    return this.takes;
  }
  pauseReading(): void {
    this.calls.push("pause");
  }
  resumeReading(): void {
    this.calls.push("resume");
  }
  shutdown(): void {
    this.calls.push("shutdown");
  }
  close(): void {
    this.calls.push("close");
  }
  abort(): void {
    this.calls.push("abort");
  }
  setNoDelay(): void {}
  setKeepAlive(): void {}
}

export class ScriptedContext implements TransportContext {
  now = 0;
  readonly events: LogEvent[] = [];
  readonly log: Logger = new Logger({
    namespace: "test",
    observer: new LogPublisher((event) => void this.events.push(event)),
  });
  readonly endedTransports: StreamTransport[] = [];
  readonly calls: DelayedCalls = new DelayedCalls(() => this.now);
  #soon: (() => void)[] = [];
  #next: (() => void)[] = [];
  readonly turn: Turn = new Turn((run) => void this.#soon.push(run));

  nextTurn(run: () => void): void {
    this.#next.push(() => {
      this.turn.enter();
      run();
      this.turn.leave();
    });
  }
  callLater(seconds: number, callable: () => void): ReturnType<DelayedCalls["callLater"]> {
    return this.calls.callLater(seconds, callable, []);
  }
  ended(transport: StreamTransport): void {
    this.endedTransports.push(transport);
  }
  /** Let everything happen that was put off, time included. */
  settle(seconds = 0): void {
    for (const run of this.#soon.splice(0)) run();
    for (const run of this.#next.splice(0)) run();
    this.now += seconds;
    for (;;) {
      const call = this.calls.takeDue(this.now);
      if (call === undefined) return;
      call.make();
    }
  }
}
