/** A transport for tests of protocols: remembers, and does nothing by itself. */
import { implementer } from "../components/index.ts";
import { type IHostAddress, IPv4Address, ITCPTransport } from "../net/index.ts";

export class Wire implements ITCPTransport {
  static {
    implementer(ITCPTransport)(this);
  }
  disconnecting = false;
  readonly calls: string[] = [];
  sent = "";
  write(data: Uint8Array): void {
    this.sent += String.fromCharCode(...data);
  }
  writeSequence(chunks: Iterable<Uint8Array>): void {
    for (const chunk of chunks) this.write(chunk);
  }
  loseConnection(): void {
    this.disconnecting = true;
    this.calls.push("lose");
  }
  abortConnection(): void {
    this.disconnecting = true;
    this.calls.push("abort");
  }
  loseWriteConnection(): void {
    this.calls.push("lose write");
  }
  pauseProducing(): void {
    this.calls.push("pause");
  }
  resumeProducing(): void {
    this.calls.push("resume");
  }
  stopProducing(): void {
    this.calls.push("stop");
  }
  registerProducer(): void {}
  unregisterProducer(): void {}
  getPeer(): IHostAddress {
    return new IPv4Address("TCP", "peer", 2);
  }
  getHost(): IHostAddress {
    return new IPv4Address("TCP", "host", 1);
  }
  getTcpNoDelay(): boolean {
    return true;
  }
  setTcpNoDelay(): void {}
  getTcpKeepAlive(): boolean {
    return false;
  }
  setTcpKeepAlive(): void {}
  logPrefix(): string {
    return "wire";
  }
}

export const bytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (char) => char.charCodeAt(0));
export const ascii = (data: Uint8Array): string => String.fromCharCode(...data);
