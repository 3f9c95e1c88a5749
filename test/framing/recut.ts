/** Between a connection and a framing: cuts what comes into other pieces, and writes down what happens. */
import { concat, toHex } from "torsion/bytes";
import type { Failure } from "torsion/deferred";
import type { IProtocol, ITransport } from "torsion/net";
import {
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  LineOnlyReceiver,
  LineReceiver,
  NetstringReceiver,
  Protocol,
} from "torsion/protocols";
import type { FramingName, Scenario } from "./scenarios.ts";

export type Log = (readonly [kind: string, ...details: (string | number)[]])[];

interface Framing extends IProtocol {
  maxLength: number;
}

/** As the same of the peer: a change of one is a change of both. */
export function receiver(framing: FramingName, log: Log): Framing {
  const got = (message: Uint8Array): void => void log.push(["message", toHex(message)]);
  const exceeded = (): void => void log.push(["exceeded"]);
  const made = MAKE[framing](got, exceeded);
  return made;
}

type Told = (message: Uint8Array) => void;

const MAKE: Readonly<Record<FramingName, (got: Told, exceeded: () => void) => Framing>> = {
  LineReceiver: (got, exceeded) =>
    new (class extends LineReceiver {
      override lineReceived = got;
      override lineLengthExceeded(line: Uint8Array): void {
        exceeded();
        super.lineLengthExceeded(line);
      }
    })(),
  LineOnlyReceiver: (got, exceeded) =>
    new (class extends LineOnlyReceiver {
      override lineReceived = got;
      override lineLengthExceeded(line: Uint8Array): void {
        exceeded();
        super.lineLengthExceeded(line);
      }
    })(),
  NetstringReceiver: (got) =>
    new (class extends NetstringReceiver {
      override stringReceived = got;
    })(),
  Int8StringReceiver: (got, exceeded) => ints(Int8StringReceiver, got, exceeded),
  Int16StringReceiver: (got, exceeded) => ints(Int16StringReceiver, got, exceeded),
  Int32StringReceiver: (got, exceeded) => ints(Int32StringReceiver, got, exceeded),
};

function ints(Base: typeof Int8StringReceiver, got: Told, exceeded: () => void): Framing {
  return new (class extends Base {
    override stringReceived = got;
    override lengthLimitExceeded(length: number): void {
      exceeded();
      super.lengthLimitExceeded(length);
    }
  })();
}

export class Recut extends Protocol {
  readonly log: Log = [];
  readonly framing: Framing;
  readonly #scenario: Scenario;
  readonly #lost: (recut: Recut) => void;
  #waiting: Uint8Array = new Uint8Array(0);
  #fed = 0;
  #pieces = 0;

  constructor(scenario: Scenario, lost: (recut: Recut) => void) {
    super();
    this.#scenario = scenario;
    this.#lost = lost;
    this.framing = receiver(scenario.framing, this.log);
    this.framing.maxLength = scenario.max;
  }

  override makeConnection(transport: ITransport): unknown {
    super.makeConnection(transport);
    return this.framing.makeConnection(transport);
  }

  override dataReceived(data: Uint8Array): void {
    this.#waiting = concat([this.#waiting, data]);
    const { sizes, total } = this.#scenario;
    while (this.#waiting.length > 0 && !this.transport.disconnecting) {
      const left = total - this.#fed;
      const size = Math.min(sizes[this.#pieces % sizes.length] ?? left, left);
      if (this.#waiting.length < size) return;
      const piece = this.#waiting.slice(0, size);
      this.#waiting = this.#waiting.slice(size);
      this.#pieces += 1;
      this.#fed += size;
      this.framing.dataReceived(piece);
      if (this.transport.disconnecting) this.log.push(["closes", this.#fed]);
    }
  }

  override connectionLost(reason: Failure): void {
    this.framing.connectionLost(reason);
    this.log.push(["lost", reason.value.name]);
    this.#lost(this);
  }
}
