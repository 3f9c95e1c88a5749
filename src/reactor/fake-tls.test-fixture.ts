/** For tests of TLS: an engine that does what a test says, and writes down what is asked of it. */
import type {
  HandshakeDetails,
  PlatformError,
  TLSConfiguration,
  TLSContext,
  TLSEngine,
  TLSEngineSink,
  TLSPlatform,
} from "../platform/index.ts";

export class FakeEngine implements TLSEngine {
  readonly calls: string[] = [];
  readonly sink: TLSEngineSink;
  /** What the next `write` answers. */
  roomy = true;

  constructor(sink: TLSEngineSink) {
    this.sink = sink;
  }
  receive(bytes: Uint8Array): void {
    this.calls.push(`receive ${new TextDecoder().decode(bytes)}`);
  }
  receiveEnd(): void {
    this.calls.push("receiveEnd");
  }
  sent(): void {
    this.calls.push("sent");
  }
  write(data: Uint8Array): boolean {
    this.calls.push(`write ${new TextDecoder().decode(data)}`);
    return this.roomy;
  }
  pauseReading(): void {
    this.calls.push("pause");
  }
  resumeReading(): void {
    this.calls.push("resume");
  }
  finish(): void {
    this.calls.push("finish");
  }
  destroy(): void {
    this.calls.push("destroy");
  }

  // What happens to it.

  secured(details: Partial<HandshakeDetails> = {}): void {
    this.sink.handshakeCompleted({
      negotiatedProtocol: null,
      version: "TLSv1.3",
      cipher: "",
      serverName: null,
      peerCertificate: () => null,
      ...details,
    });
  }
  failed(error: PlatformError): void {
    this.sink.failed(error);
  }
}

export class FakeTLS implements TLSPlatform {
  readonly configurations: TLSConfiguration[] = [];
  readonly engines: FakeEngine[] = [];

  context(configuration: TLSConfiguration): TLSContext {
    this.configurations.push(configuration);
    return {
      engine: (sink) => {
        const engine = new FakeEngine(sink);
        this.engines.push(engine);
        return engine;
      },
    };
  }

  get engine(): FakeEngine {
    return this.engines.at(-1)!;
  }
}
