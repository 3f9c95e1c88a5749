/** Protocols for tests of draining: one that knows nothing of it, and one that is asked. */
import { implementer } from "../components/index.ts";
import { Deferred, type Failure } from "../deferred/index.ts";
import { IDrainable } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Notes what it hears. */
export class Recorder extends Protocol {
  readonly events: string[] = [];
  act: (text: string) => unknown = () => {};
  override dataReceived(data: Uint8Array): unknown {
    const text = Buffer.from(data).toString();
    this.events.push(text);
    return this.act(text);
  }
  override connectionLost(reason: Failure): void {
    this.events.push(reason.value.name);
  }
}

export class Drainable extends Recorder implements IDrainable {
  static {
    implementer(IDrainable)(this);
  }
  answered: Deferred<void> = new Deferred();
  drains = 0;
  drain(): Deferred<void> {
    this.drains += 1;
    return this.answered;
  }
}
