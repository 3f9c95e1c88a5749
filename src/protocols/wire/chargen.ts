/** The character generator of RFC 864: as many lines as the peer takes, until it closes. */
import { implementer } from "../../components/index.ts";
import { IPullProducer } from "../../net/index.ts";
import { Protocol } from "../protocol.ts";

const FIRST = 0x20;
const CHARACTERS = 95;
const LINE = 72;
/** After so many lines the pattern begins anew: each begins with the next character. */
const PATTERN: Uint8Array = pattern();

function pattern(): Uint8Array {
  const bytes = new Uint8Array(CHARACTERS * (LINE + 2));
  let at = 0;
  for (let line = 0; line < CHARACTERS; line++) {
    for (let column = 0; column < LINE; column++)
      bytes[at++] = FIRST + ((line + column) % CHARACTERS);
    bytes[at++] = 13;
    bytes[at++] = 10;
  }
  return bytes;
}

/** Writes when the transport asks for more, so that never more waits than one helping of 7 KB. */
export class Chargen extends Protocol implements IPullProducer {
  static {
    implementer(IPullProducer)(this);
  }

  override connectionMade(): void {
    this.transport.registerProducer(this, false);
  }

  /** What the peer says is of no interest. */
  override dataReceived(_data: Uint8Array): void {}

  resumeProducing(): void {
    this.transport.write(PATTERN);
  }

  stopProducing(): void {}
}
