/** The discard service of RFC 863. */
import { Protocol } from "../protocol.ts";

/** Takes whatever comes in, and says nothing. */
export class Discard extends Protocol {
  override dataReceived(_data: Uint8Array): void {}
}
