/** The echo service of RFC 862. */
import { Protocol } from "../protocol.ts";

/** Sends back whatever comes in; from a peer that does not read that, nothing more is read. */
export class Echo extends Protocol {
  override connectionMade(): void {
    this.transport.registerProducer(this.transport, true);
  }

  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}
