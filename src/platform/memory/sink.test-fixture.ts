/** For the tests of the simulated network: a sink that writes down what it is told. */
import type { Deferred } from "../../deferred/index.ts";
import type { PlatformError } from "../errors.ts";
import type { Socket, SocketSink } from "../port.ts";

export class Sink implements SocketSink {
  /** `data` once, however it was cut. */
  readonly events: string[] = [];
  readonly received: number[] = [];
  socket: Socket | undefined;

  constructor(socket?: Socket) {
    this.socket = socket;
    socket?.start(this);
  }
  /** Was it told of the end, and how often? */
  get ends(): number {
    return this.events.filter((event) => event.startsWith("closed")).length;
  }
  data(bytes: Uint8Array): void {
    if (this.events.at(-1) !== "data") this.events.push("data");
    for (const byte of bytes) this.received.push(byte);
  }
  drained(): void {
    this.events.push("drained");
  }
  ended(): void {
    this.events.push("ended");
  }
  closed(error?: PlatformError): void {
    this.events.push(error === undefined ? "closed" : `closed ${error.code}`);
  }
}

/** What has become of a Deferred so far: its value, `failed CODE`, or `waiting`. */
export function outcome<T>(deferred: Deferred<T>): { now: T | string } {
  const seen: { now: T | string } = { now: "waiting" };
  deferred.addCallbacks(
    (value) => {
      seen.now = value;
    },
    (failure) => {
      const error = failure.value as Partial<PlatformError> & Error;
      seen.now = `failed ${error.code ?? error.name}`;
    },
  );
  return seen;
}
