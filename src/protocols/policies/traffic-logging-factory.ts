/**
 * What is said on each connection, as lines: to read along while debugging.
 *
 * Rule: a line is bounded, whatever was said; and a sink that throws is told of once, and disturbs nobody.
 */
import { toHex } from "../../bytes/index.ts";
import { Failure } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import type { IProtocol } from "../../net/index.ts";
import { atLeast } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols" });

export interface TrafficLoggingOptions {
  /** How bytes are shown: as text, what cannot be printed escaped; or in hexadecimal. */
  readonly format?: "text" | "hex";
  /** So many bytes of each read and write are shown; 256 by default. */
  readonly lengthLimit?: number;
}

export class TrafficLoggingProtocol<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  /** Of the connection; the first one is 1. */
  readonly number: number;

  constructor(factory: TrafficLoggingFactory<P>, wrappedProtocol: P, number: number) {
    super(factory, wrappedProtocol);
    this.number = number;
  }

  #tell(text: string): void {
    (this.factory as TrafficLoggingFactory<P>).tell(`${this.number} ${text}`);
  }

  #show(data: Uint8Array): string {
    return (this.factory as TrafficLoggingFactory<P>).show(data);
  }

  override connectionMade(): unknown {
    this.#tell(`* ${this.getPeer()}`);
    return super.connectionMade();
  }

  override dataReceived(data: Uint8Array): unknown {
    this.#tell(`< ${this.#show(data)}`);
    return super.dataReceived(data);
  }

  override handshakeCompleted(): unknown {
    this.#tell("* TLS");
    return super.handshakeCompleted();
  }

  override readConnectionLost(): unknown {
    this.#tell("< *");
    return super.readConnectionLost();
  }

  override connectionLost(reason: Failure): unknown {
    this.#tell(`* ${reason.value.name}: ${reason.value.message}`);
    return super.connectionLost(reason);
  }

  override write(data: Uint8Array): void {
    this.#tell(`> ${this.#show(data)}`);
    super.write(data);
  }

  override writeSequence(chunks: Iterable<Uint8Array>): void {
    const all = [...chunks];
    for (const data of all) this.#tell(`> ${this.#show(data)}`);
    super.writeSequence(all);
  }

  override loseWriteConnection(): void {
    this.#tell("> half *");
    super.loseWriteConnection();
  }

  override loseConnection(reason?: Error): void {
    this.#tell("> *");
    super.loseConnection(reason);
  }

  override abortConnection(reason?: Error): void {
    this.#tell("> abort *");
    super.abortConnection(reason);
  }
}

/** Lines are `NUMBER < …` for what the peer said, `NUMBER > …` for what it was told, `NUMBER * …` for what happened. */
export class TrafficLoggingFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  TrafficLoggingProtocol<P>
> {
  readonly #sink: (line: string) => void;
  readonly #format: "text" | "hex";
  readonly #lengthLimit: number;
  #counter = 0;
  #sinkFailed = false;

  /** @param sink is given each line, without its end. */
  constructor(
    wrapped: ProtocolSource<P>,
    sink: (line: string) => void,
    { format = "text", lengthLimit = 256 }: TrafficLoggingOptions = {},
  ) {
    super(wrapped);
    this.#sink = sink;
    this.#format = format;
    this.#lengthLimit = atLeast(0, "lengthLimit", lengthLimit);
  }

  /** The next connection is number 1 again. */
  resetCounter(): void {
    this.#counter = 0;
  }

  protected override wrap(built: P): TrafficLoggingProtocol<P> {
    this.#counter += 1;
    return new TrafficLoggingProtocol(this, built, this.#counter);
  }

  /** For the wrappers. */
  tell(line: string): void {
    try {
      this.#sink(line);
    } catch (thrown) {
      if (!this.#sinkFailed)
        log.failure("{factory}: the sink of a traffic log has failed", new Failure(thrown), {
          factory: this.logPrefix(),
        });
      this.#sinkFailed = true;
    }
  }

  show(data: unknown): string {
    if (!(data instanceof Uint8Array)) return `not bytes: ${typeof data}`;
    const shown = data.subarray(0, this.#lengthLimit);
    const text = this.#format === "hex" ? toHex(shown) : printable(shown);
    const rest = data.length - shown.length;
    return rest > 0 ? `${text} … ${rest} more bytes` : text;
  }
}

/** Bytes as Python shows them, between quotes. */
function printable(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (ESCAPES[char] !== undefined) text += ESCAPES[char];
    else if (byte < 32 || byte > 126) text += `\\x${byte.toString(16).padStart(2, "0")}`;
    else text += char;
  }
  return `"${text}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};
