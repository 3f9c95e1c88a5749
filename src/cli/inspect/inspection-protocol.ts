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
import { CancelledError, type Deferred } from "../../deferred/index.ts";
import {
  type ConnectionOrder,
  type DescribeOptions,
  type Figures,
  type IDelayedCall,
  IFigures,
  IHalfCloseableProtocol,
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
/** Of a connection that is to end. */
const LAST_SECONDS = 5;
const ORDERS: readonly ConnectionOrder[] = ["ageSeconds", "bytesIn", "bytesOut", "bufferedBytes"];

export class InspectionProtocol
  extends JSONLinesReceiver
  implements IFigures, IHalfCloseableProtocol
{
  static {
    implementer(IFigures, IHalfCloseableProtocol)(this);
  }
  declare transport: IStreamTransport;
  override maxLength = 1024;
  override maxDepth = 4;
  readonly #inspector: Inspector;
  #every: number | null = 1;
  #options: DescribeOptions = { most: 1000 };
  #joined = false;
  #next: IDelayedCall | null = null;
  /** One is being made. */
  #making: Deferred<Uint8Array[]> | null = null;
  /** While the last one is being sent. */
  #stuck: IDelayedCall | null = null;
  /** Once the connection is to end. */
  #limit: IDelayedCall | null = null;
  /** When the last one was made. */
  #last = Number.NEGATIVE_INFINITY;
  /** It is still being sent; … */
  #sending = false;
  /** … and another is wanted. */
  #wanted = false;
  /** A request has not been answered. */
  #asked = false;
  #peerEnded = false;

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
      this.#asked = true;
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

  /** As after `echo '{}' | socat - UNIX:…`: what was asked for is sent. */
  readConnectionLost(): void {
    if (!this.#joined) return;
    this.#peerEnded = true;
    this.#every = null;
    if (!this.#asked && this.#next?.active) this.#next.cancel();
    if (!this.#sending && !this.#asked) this.#end();
  }

  writeConnectionLost(): void {}

  override connectionLost(): void {
    this.#stop();
    if (this.#limit?.active) this.#limit.cancel();
  }

  end(): void {
    this.#end();
  }

  #sent(): void {
    this.#sending = false;
    if (this.#stuck?.active) this.#stuck.cancel();
    if (this.#wanted) this.#send();
    else if (this.#peerEnded && !this.#asked) this.#end();
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
  }

  #send(): void {
    const { reactor } = this.#inspector;
    this.#wanted = false;
    this.#asked = false;
    this.#sending = true;
    this.#last = reactor.seconds();
    this.#making = this.#inspector.make(this.#options);
    this.#making.addCallbacks(
      (line) => {
        this.#making = null;
        this.#stuck = reactor.callLater(STUCK_SECONDS, () => this.#giveUp());
        this.transport.writeSequence(line);
      },
      (why) => {
        if (why.check(CancelledError)) return;
        this.#making = null;
        this.#refuse(`no snapshot: ${why.value.message}`);
      },
    );
    if (this.#every !== null) this.#want(this.#last + this.#every);
  }

  /** What has been sent has a while to arrive: a peer that takes nothing is not waited for for ever. */
  #end(): void {
    this.#stop();
    this.transport.loseConnection();
    this.#limit ??= this.#inspector.reactor.callLater(LAST_SECONDS, () =>
      this.transport.abortConnection(),
    );
  }

  #giveUp(): void {
    const why = `the inspector's client has taken nothing for ${STUCK_SECONDS} s`;
    this.transport.abortConnection(new InspectError(why));
  }

  #refuse(error: string): void {
    this.#stop();
    this.sendJSON({ error });
    this.#end();
  }

  /** Nothing is sent any more. */
  #stop(): void {
    if (!this.#joined) return;
    this.#joined = false;
    if (this.#next?.active) this.#next.cancel();
    if (this.#stuck?.active) this.#stuck.cancel();
    const making = this.#making;
    this.#making = null;
    making?.cancel();
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
