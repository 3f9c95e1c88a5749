/** For tests of framings: what a transport was told, and a way to have each class write down what it gets. */

import { ascii, Wire } from "../wire.test-fixture.ts";
import type { FramingError } from "./errors.ts";

/** Remembers the reason for which it was closed. */
export class ReasonWire extends Wire {
  reason: Error | undefined;
  override loseConnection(reason?: Error): void {
    this.reason ??= reason;
    super.loseConnection();
  }
  override abortConnection(reason?: Error): void {
    this.reason ??= reason;
    super.abortConnection();
  }
}

interface StringReceiver {
  makeConnection(transport: ReasonWire): unknown;
  dataReceived(data: Uint8Array): unknown;
  stringReceived(string: Uint8Array, header: Uint8Array): void;
}

/** Connect `receiver` and feed it; what it was given, and how that ended. */
export function fed(
  receiver: StringReceiver,
  chunks: readonly Uint8Array[],
): { seen: string[]; error: FramingError | undefined; sent: () => string } {
  const wire = new ReasonWire();
  const seen: string[] = [];
  receiver.stringReceived = (string, header) => {
    seen.push(header?.length > 0 ? `${ascii(header)}/${ascii(string)}` : ascii(string));
  };
  receiver.makeConnection(wire);
  for (const chunk of chunks) receiver.dataReceived(chunk);
  return { seen, error: wire.reason as FramingError | undefined, sent: () => wire.sent };
}
