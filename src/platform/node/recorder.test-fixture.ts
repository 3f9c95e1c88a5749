/** For the tests of sockets: a sink that writes down what it is told, and a wait with a limit. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { PlatformError } from "../errors.ts";
import type { SocketSink } from "../port.ts";

export class Recorder implements SocketSink {
  /** `data` once, however it was cut. */
  readonly events: string[] = [];
  count = 0;
  text = "";

  data(bytes: Uint8Array): void {
    if (this.events.at(-1) !== "data") this.events.push("data");
    this.count += bytes.length;
    if (this.text.length < 1000) this.text += new TextDecoder().decode(bytes);
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

export async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 5000 && !holds(); i++) await wait(1);
  assert.ok(holds(), `waited in vain until ${holds}`);
}
