/** What the services that say one thing and close have in common. */
import { Protocol } from "../protocol.ts";

/** Says one thing to whoever connects, and closes: write `answer`. */
export abstract class OneAnswer extends Protocol {
  override connectionMade(): void {
    this.transport.write(this.answer());
    this.transport.loseConnection();
  }

  /** Asked once for each connection, when that has been made. */
  protected abstract answer(): Uint8Array;
}
