/** Where a case of a framing runs: one receiver on a transport that does as ours do, and a record of what it delivers. */
import { concat } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import { ConnectionDone, type IProtocol, ISwitchableTransport } from "../../net/index.ts";
import { StringTransport } from "../kit/index.ts";
import { ConformanceError } from "./errors.ts";

/** What a receiver under test calls, and whose results its hooks return: a promise, maybe. */
export interface FramingHooks {
  received(message: Uint8Array): unknown;
  /** Bytes that are no message, where the framing has such a mode. */
  rawReceived(bytes: Uint8Array): unknown;
}

/** What some framings have besides; a case that needs it is defined where it is there. */
export interface FramedReceiver extends IProtocol {
  pauseProducing?(): void;
  resumeProducing?(): void;
  /** Take away what has come and was not delivered. */
  clearBuffer?(): Uint8Array;
}

export interface FramingConformanceSetup<R extends FramedReceiver = FramedReceiver> {
  /** A new receiver; `maxLength` is to be its limit, where it is given. */
  make(hooks: FramingHooks, maxLength?: number): R;
  /** What a peer sends for `message`. */
  encode(message: Uint8Array): Uint8Array;
  /** Some messages, each of which can be sent. By default: one of no bytes, short ones, one of 40 bytes. */
  readonly messages?: readonly Uint8Array[];
  /** The limit to try: 20 by default; `null` for a framing that needs none. */
  readonly limit?: number | null;
  /** A message of that length, for limits. By default as many times "a". */
  message?(length: number): Uint8Array;
  /** What is no message, by a name that says what is wrong with it: it ends the connection. */
  readonly malformed?: Readonly<Record<string, Uint8Array>>;
  /** Its hooks' results go nowhere, as those of `StatefulProtocol`, which are states. */
  readonly waits?: false;
  /** It uses parts of messages before those are whole, so that the parts cannot be taken by another protocol. */
  readonly usesParts?: true;
  /** How the receiver sends. */
  send?(receiver: R, message: Uint8Array): void;
  /** For framings that take bytes as they are in between; `stop` is given those that are messages again. */
  readonly raw?: { start(receiver: R): void; stop(receiver: R, rest: Uint8Array): void };
}

/** To its protocol it is a connection; what does not come from the protocol is up to the case. */
export class FramingTransport extends StringTransport implements ISwitchableTransport {
  static {
    implementer(ISwitchableTransport)(this);
  }
  protocol: IProtocol;
  TLS = false;
  /** What the protocol threw, or its promise rejected with. */
  thrown: unknown;
  readonly #waiting: Uint8Array[] = [];

  constructor(protocol: IProtocol) {
    super({ lenient: true });
    this.protocol = protocol;
  }

  setProtocol(protocol: IProtocol): void {
    this.protocol = protocol;
  }

  /** A read. While the protocol has paused, or has closed, there is none: it comes when that is over, or never. */
  arrive(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.readAll();
  }

  /** The reads that are there now. */
  readAll(): void {
    while (this.producerState === "producing" && !this.disconnecting) {
      const bytes = this.#waiting.shift();
      if (bytes === undefined) return;
      this.read(bytes);
    }
  }

  /** A read that was on its way already. */
  read(bytes: Uint8Array): void {
    const failed = (thrown: unknown): void => {
      this.thrown ??= thrown;
      this.abortConnection(new Failure(thrown).value);
    };
    try {
      const result: unknown = this.protocol.dataReceived(bytes);
      if (result instanceof Promise) result.catch(failed);
    } catch (thrown) {
      failed(thrown);
    }
  }
}

/** One connection of a case. */
export class FramingRun<R extends FramedReceiver = FramedReceiver> {
  readonly receiver: R;
  readonly transport: FramingTransport;
  readonly received: Uint8Array[] = [];
  raw: Uint8Array[] = [];
  /** What is done with each message, when it is written down; `n` counts from 0. */
  onMessage: (n: number) => unknown = () => undefined;
  onRaw: (bytes: Uint8Array) => unknown = () => undefined;
  /** What they were when they came. */
  readonly #copies: Uint8Array[] = [];
  #inside = false;
  #ended = false;

  constructor(setup: FramingConformanceSetup<R>, maxLength?: number) {
    const hooks: FramingHooks = {
      received: (message) => {
        this.received.push(message);
        this.#copies.push(message.slice());
        return this.#alone(() => this.onMessage(this.received.length - 1));
      },
      rawReceived: (bytes) => {
        this.raw.push(bytes);
        return this.#alone(() => this.onRaw(bytes));
      },
    };
    this.receiver = maxLength === undefined ? setup.make(hooks) : setup.make(hooks, maxLength);
    this.transport = new FramingTransport(this.receiver);
    this.receiver.makeConnection(this.transport);
  }

  /** The messages, as text; what came is still what it was. */
  get texts(): string[] {
    this.received.forEach((message, i) => {
      if (textOf(message) !== textOf(this.#copies[i]!))
        throw new ConformanceError(`message ${i} has changed since it was delivered`);
    });
    return this.received.map(textOf);
  }

  get rawText(): string {
    return textOf(concat(this.raw));
  }

  feed(chunks: Iterable<Uint8Array>): this {
    for (const chunk of chunks) this.transport.arrive(chunk);
    return this;
  }

  /** The peer has closed. */
  end(): void {
    this.#ended = true;
    this.transport.connected = false;
    this.transport.disconnecting = true;
    this.receiver.connectionLost(new Failure(new ConnectionDone("the peer has closed")));
  }

  #alone(act: () => unknown): unknown {
    if (this.#ended) throw new ConformanceError("a message was delivered after connectionLost");
    if (this.#inside)
      throw new ConformanceError("a message was delivered within another's callback");
    this.#inside = true;
    try {
      return act();
    } finally {
      this.#inside = false;
    }
  }
}

export class FramingWorld<R extends FramedReceiver = FramedReceiver> {
  readonly setup: FramingConformanceSetup<R>;
  readonly messages: readonly Uint8Array[];
  /** The same as text; what each is on the wire, and all of them. */
  readonly texts: readonly string[];
  readonly encoded: readonly Uint8Array[];
  readonly stream: Uint8Array;

  constructor(setup: FramingConformanceSetup<R>) {
    this.setup = setup;
    this.messages = setup.messages ?? DEFAULT_MESSAGES;
    if (this.messages.length < 3)
      throw new ConformanceError("a suite needs three messages at least");
    this.texts = this.messages.map(textOf);
    this.encoded = this.messages.map((message) => setup.encode(message));
    this.stream = concat(this.encoded);
  }

  run(maxLength?: number): FramingRun<R> {
    return new FramingRun(this.setup, maxLength);
  }

  /** Each of `cutsOf(stream)`, with what tells them apart. */
  eachCut(stream: Uint8Array, check: (chunks: readonly Uint8Array[]) => void): void {
    for (const [name, chunks] of cutsOf(stream)) {
      try {
        check(chunks);
      } catch (thrown) {
        if (!(thrown instanceof Error)) throw thrown;
        throw new ConformanceError(`${name}: ${thrown.message}`, { cause: thrown });
      }
    }
  }

  /** How many of the messages are whole within the first `length` bytes of the stream. */
  wholeWithin(length: number): number {
    let end = 0;
    return this.encoded.filter((encoded) => {
      end += encoded.length;
      return end <= length;
    }).length;
  }

  message(length: number): Uint8Array {
    return this.setup.message?.(length) ?? new Uint8Array(length).fill(0x61);
  }

  async close(): Promise<void> {}
}

const DEFAULT_MESSAGES: readonly Uint8Array[] = [
  "one",
  "",
  "three",
  "4",
  "x".repeat(40),
  "end",
].map((text) => Uint8Array.from(text, (char) => char.charCodeAt(0)));

/** Up to here from each end of a stream every place is one to cut at; further in, there are as many places, evenly. */
const NEAR_AN_END = 250;

/** The whole of a stream, cut in two at each place (of a long one, at many), and byte by byte. */
export function* cutsOf(stream: Uint8Array): Generator<[string, readonly Uint8Array[]]> {
  const { length } = stream;
  const stride = Math.ceil(length / NEAR_AN_END);
  yield ["all at once", [stream.slice()]];
  for (let at = 1; at < length; at++) {
    const isNearAnEnd = at <= NEAR_AN_END || length - at <= NEAR_AN_END;
    if (isNearAnEnd || at % stride === 0)
      yield [`cut at ${at} of ${length}`, [stream.slice(0, at), stream.slice(at)]];
  }
  yield ["byte by byte", Array.from(stream, (byte) => Uint8Array.of(byte))];
}

export function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
