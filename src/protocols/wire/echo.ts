/** The echo service of RFC 862. */
import { HeldReads } from "../held-reads.ts";
import { Protocol } from "../protocol.ts";

/** Sends back whatever comes in; from a peer that does not read that, nothing more is read. */
export class Echo extends Protocol {
  #reads: HeldReads | null = null;

  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
    this.#reads ??= new HeldReads(this.transport);
    this.#reads.written();
  }
}
