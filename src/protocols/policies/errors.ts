/** Why a policy has ended a connection: what was allowed is in the message, and in a field. */
import { ConnectionLost } from "../../net/index.ts";

/** Nothing has happened for as long as was allowed. */
export class ConnectionTimedOut extends ConnectionLost {
  override name = "ConnectionTimedOut";
  readonly seconds: number;
  constructor(seconds: number) {
    super(`nothing has happened on the connection for ${seconds} s`);
    this.seconds = seconds;
  }
}

/** What a deadline can be for. */
export type DeadlineName = "handshake" | "ready" | "first byte" | "request" | "lifetime";

/** Something has taken longer than was allowed. */
export class DeadlinePassed extends ConnectionLost {
  override name = "DeadlinePassed";
  readonly deadline: DeadlineName;
  readonly seconds: number;
  constructor(deadline: DeadlineName, seconds: number) {
    super(`the deadline for ${WHAT[deadline]} has passed: ${seconds} s`);
    this.deadline = deadline;
    this.seconds = seconds;
  }
}

const WHAT: Readonly<Record<DeadlineName, string>> = {
  handshake: "the TLS handshake",
  ready: "the protocol to be ready",
  "first byte": "the first byte",
  request: "the whole request",
  lifetime: "the connection",
};

/** More bytes than were allowed: from the peer, for it, or waiting because it takes none. */
export class ByteLimitExceeded extends ConnectionLost {
  override name = "ByteLimitExceeded";
  readonly what: "read" | "written" | "buffered";
  readonly limit: number;
  constructor(what: "read" | "written" | "buffered", limit: number) {
    super(`more than ${limit} bytes were ${what === "buffered" ? "waiting to be sent" : what}`);
    this.what = what;
    this.limit = limit;
  }
}
