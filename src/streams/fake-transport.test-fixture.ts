/** A transport that writes down what is asked of it, and does nothing by itself. */
import { alsoProvides } from "../components/index.ts";
import { type IAddress, type IPushProducer, IPv4Address, IStreamTransport } from "../net/index.ts";

export class FakeTransport implements IStreamTransport {
  disconnecting = false;
  readonly calls: string[] = [];
  readonly chunks: Uint8Array[] = [];
  producer: IPushProducer | null = null;

  constructor() {
    alsoProvides(this, IStreamTransport);
  }
  get written(): string {
    return this.chunks.map((chunk) => Buffer.from(chunk).toString()).join("|");
  }
  write(data: Uint8Array): void {
    this.chunks.push(data);
  }
  writeSequence(chunks: Iterable<Uint8Array>): void {
    for (const chunk of chunks) this.write(chunk);
  }
  loseConnection(): void {
    this.calls.push("loseConnection");
  }
  abortConnection(): void {
    this.calls.push("abortConnection");
  }
  loseWriteConnection(): void {
    this.calls.push("loseWriteConnection");
  }
  pauseProducing(): void {
    this.calls.push("pauseProducing");
  }
  resumeProducing(): void {
    this.calls.push("resumeProducing");
  }
  stopProducing(): void {
    this.calls.push("stopProducing");
  }
  registerProducer(producer: unknown): void {
    this.producer = producer as IPushProducer;
    this.calls.push("registerProducer");
  }
  unregisterProducer(): void {
    this.producer = null;
    this.calls.push("unregisterProducer");
  }
  getPeer(): IAddress {
    return new IPv4Address("TCP", "10.0.0.1", 1234);
  }
  getHost(): IAddress {
    return new IPv4Address("TCP", "10.0.0.2", 80);
  }
  logPrefix(): string {
    return "fake";
  }
}
