/**
 * One client of an inspector: lines of JSON, both ways.
 *
 * The client is sent a snapshot when it has connected, and one every second; each line that it sends says what it wants
 * from then on, and has one sent at once: `{"every": 5, "most": 100, "by": "bytesIn"}`.
 *
 * Rules: a snapshot is made when the one before has left, and however many are asked for, no more than ten in a second.
 * What is no request is answered by `{"error": …}`, and ends the connection.
 */
import { implementer } from "../../components/index.ts";
import {
  type ConnectionOrder,
  type DescribeOptions,
  type Figures,
  type IDelayedCall,
  IFigures,
  type IStreamTransport,
} from "../../net/index.ts";
import { JSONLinesReceiver } from "../../protocols/index.ts";
import { InspectError } from "../errors.ts";
import type { Inspector } from "./inspector.ts";

const LEAST_SECONDS = 0.1;
const MOST_SECONDS = 3600;
const MOST = 10_000;
/** A client that has taken nothing for so long has gone, or means no good. */
const STUCK_SECONDS = 30;
const ORDERS: readonly ConnectionOrder[] = ["ageSeconds", "bytesIn", "bytesOut", "bufferedBytes"];

export class InspectionProtocol extends JSONLinesReceiver implements IFigures {
  static {
    implementer(IFigures)(this);
  }
  declare transport: IStreamTransport;
  override maxLength = 1024;
  override maxDepth = 4;
  readonly #inspector: Inspector;
  #every: number | null = 1;
  #options: DescribeOptions = { most: 1000 };
  #joined = false;
  #next: IDelayedCall | null = null;
  /** When the last one was made. */
  #last = Number.NEGATIVE_INFINITY;
  /** It is still being sent; … */
  #sending = false;
  /** … and another is wanted. */
  #wanted = false;

  constructor(inspector: Inspector) {
    super();
    this.#inspector = inspector;
  }

  /** So that who looks can tell its own connection from the program's. */
  figures(): Figures {
    return { inspector: true };
  }

  override connectionMade(): void {
    this.#joined = this.#inspector.join(this);
    if (!this.#joined) {
      this.#refuse("too many look at this program already");
      return;
    }
    // As a producer that is asked for more it hears when what it wrote has been sent.
    this.#sending = true;
    this.#wanted = true;
    const producer = {
      resumeProducing: () => this.#sent(),
      stopProducing: () => this.#stop(),
    };
    this.transport.registerProducer(producer, false);
  }

  override jsonReceived(value: unknown): void {
    if (!this.#joined || this.transport.disconnecting) return;
    try {
      const { every, ...options } = requestOf(value);
      if (every !== undefined) this.#every = every;
      this.#options = { ...this.#options, ...options };
    } catch (thrown) {
      this.#refuse((thrown as Error).message);
      return;
    }
    this.#want(this.#last + LEAST_SECONDS);
  }

  override invalidLineReceived(error: Error): void {
    this.#refuse(error.message);
  }

  override lineLengthExceeded(line: Uint8Array): void {
    this.#refuse(`a request of ${line.length} bytes: ${this.maxLength} are the most`);
  }

  override connectionLost(): void {
    this.#stop();
  }

  end(): void {
    this.#stop();
    this.transport.loseConnection();
  }

  #sent(): void {
    this.#sending = false;
    if (this.#wanted) this.#send();
  }

  /** At `time`, on the reactor's clock, or when the one before has left. */
  #want(time: number): void {
    const { reactor } = this.#inspector;
    if (this.#next?.active) this.#next.cancel();
    const seconds = Math.max(0, time - reactor.seconds());
    this.#next = reactor.callLater(seconds, () => this.#due());
  }

  #due(): void {
    if (!this.#sending) {
      this.#send();
      return;
    }
    this.#wanted = true;
    const stuck = this.#last + STUCK_SECONDS;
    if (this.#inspector.reactor.seconds() >= stuck)
      this.transport.abortConnection(
        new InspectError(`the inspector's client has taken nothing for ${STUCK_SECONDS} s`),
      );
    else this.#want(stuck);
  }

  #send(): void {
    this.#wanted = false;
    this.#sending = true;
    this.#last = this.#inspector.reactor.seconds();
    this.sendJSON(this.#inspector.snapshot(this.#options));
    if (this.#every !== null) this.#want(this.#last + this.#every);
  }

  #refuse(error: string): void {
    this.#stop();
    this.sendJSON({ error });
    this.transport.loseConnection();
  }

  /** Nothing is sent any more. */
  #stop(): void {
    if (!this.#joined) return;
    this.#joined = false;
    if (this.#next?.active) this.#next.cancel();
    this.#next = null;
    this.transport.unregisterProducer();
    this.#inspector.leave(this);
  }
}

/** Throws what is wrong with it. */
function requestOf(value: unknown): DescribeOptions & { readonly every?: number | null } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RangeError('a request is an object, as {"every": 1}');
  const { every, most, by, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new RangeError(`no request has ${JSON.stringify(other)}`);
  if (every !== undefined && every !== null && !isWithin(every, LEAST_SECONDS, MOST_SECONDS))
    throw new RangeError(`every is seconds, ${LEAST_SECONDS} to ${MOST_SECONDS}, or null`);
  if (most !== undefined && !(isWithin(most, 0, MOST) && Number.isInteger(most)))
    throw new RangeError(`most is a whole number, up to ${MOST}`);
  if (by !== undefined && !ORDERS.includes(by as ConnectionOrder))
    throw new RangeError(`by is one of ${ORDERS.join(", ")}`);
  return {
    ...(every !== undefined && { every: every as number | null }),
    ...(most !== undefined && { most: most as number }),
    ...(by !== undefined && { by: by as ConnectionOrder }),
  };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
