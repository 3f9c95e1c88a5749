/** A protocol that sends the lines that it is given, and keeps those that come. */
import { utf8 } from "../../bytes/index.ts";
import { LineReceiver } from "../../protocols/index.ts";

export interface LineSendingOptions {
  /** Send when the connection is made (`true`, as by default), or only when the first line has come. */
  readonly start?: boolean;
}

/** After `twisted.internet.testing.LineSendingProtocol`. */
export class LineSendingProtocol extends LineReceiver {
  /** What is left to be sent. */
  lines: readonly (Uint8Array | string)[];
  /** The lines that have come. */
  readonly response: Uint8Array[] = [];
  lostConn = false;
  readonly #start: boolean;

  constructor(lines: readonly (Uint8Array | string)[], { start = true }: LineSendingOptions = {}) {
    super();
    this.lines = [...lines];
    this.#start = start;
  }

  override connectionMade(): void {
    if (this.#start) this.#send();
  }

  override lineReceived(line: Uint8Array): void {
    if (!this.#start) this.#send();
    this.response.push(line);
  }

  override connectionLost(): void {
    this.lostConn = true;
  }

  #send(): void {
    for (const line of this.lines) this.sendLine(typeof line === "string" ? utf8(line) : line);
    this.lines = [];
  }
}
