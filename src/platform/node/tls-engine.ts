/**
 * A TLS engine without I/O, of `node:tls`: a `TLSSocket` whose other side is a wire of our own.
 *
 * Rules: what is told is told once, and nothing after `destroy`. No plaintext is given to `node:tls` before the
 * peer has been verified, since it would send it as soon as there are keys. Whether the peer has closed in order is
 * seen here alone: the plaintext ends by close_notify, or with the ciphertext.
 */

import type { Duplex } from "node:stream";
import type * as tls from "node:tls";
import type { HandshakeDetails, TLSEngine, TLSEngineSink } from "../tls-port.ts";
import { immediate } from "./immediate.ts";
import { JSStreamWire } from "./js-stream-wire.ts";
import type { NodeHandles } from "./node-handles.ts";
import { certificateDetails } from "./tls-certificate.ts";
import { tlsFailure } from "./tls-failure.ts";
import { HandlePlaintext, type Plaintext, StreamPlaintext } from "./tls-plaintext.ts";
import { TLSWire, type Wire } from "./tls-wire.ts";

export interface EngineOptions {
  readonly isServer: boolean;
  /** Of a server: it asks for a certificate of the client. */
  readonly asksClient: boolean;
  /** `null`: public API alone. */
  readonly handles: NodeHandles | null;
  /** Makes the `TLSSocket` over a stream. */
  open(stream: Duplex): tls.TLSSocket;
}

export class NodeTLSEngine implements TLSEngine {
  readonly #wire: Wire;
  readonly #secure: tls.TLSSocket;
  readonly #plaintext: Plaintext;
  readonly #asksClient: boolean;
  #sink: TLSEngineSink | null;
  readonly #early: Uint8Array[] = [];
  #established = false;
  #paused = false;
  /** What was decrypted and has not been given, of what one `receive` brought, and whether the plaintext ended then. */
  readonly #held: Uint8Array[] = [];
  #endHeld = false;
  /** The ciphertext has ended: an end of the plaintext is no close_notify any more. */
  #cut = false;
  #peerFinished = false;
  #finishing = false;

  constructor({ isServer, asksClient, handles, open }: EngineOptions, sink: TLSEngineSink) {
    this.#sink = sink;
    this.#asksClient = asksClient;
    const send = (bytes: Uint8Array): boolean => this.#sink?.send(bytes) ?? true;
    this.#wire = handles ? new JSStreamWire(handles, send) : new TLSWire(send);
    const secure = open(this.#wire.stream);
    this.#secure = secure;
    const told = {
      data: this.#data,
      drained: (): void => this.#drained(),
    };
    this.#plaintext = handles
      ? new HandlePlaintext(secure, handles, this.#wire, told)
      : new StreamPlaintext(secure, told);
    // A client has verified its peer when it says 'secureConnect', which a server never says.
    secure.on(isServer ? "secure" : "secureConnect", this.#secured);
    secure.on("end", this.#ended);
    secure.on("error", this.#failed);
    // What comes later than the handshake, where no server stands behind the socket.
    secure.on("_tlsError", this.#failed);
    secure.on("close", this.#closed);
    // Where the wire is a stream it may say what the socket will say.
    this.#wire.stream.on("error", this.#failed);
    secure.resume();
  }

  receive(bytes: Uint8Array): void {
    if (this.#sink !== null) this.#wire.receive(bytes);
  }

  receiveEnd(): void {
    // A close_notify before it is told a few ticks after it was received.
    immediate(() => {
      this.#cut = true;
      if (this.#sink !== null) this.#wire.receiveEnd();
    });
  }

  sent(): void {
    this.#wire.sent();
  }

  write(data: Uint8Array): boolean {
    if (this.#sink === null) return true;
    if (this.#established) return this.#plaintext.write(data);
    this.#early.push(data);
    return false;
  }

  pauseReading(): void {
    this.#paused = true;
    this.#secure.pause();
  }

  resumeReading(): void {
    this.#paused = false;
    if (this.#holds) queueMicrotask(this.#giveHeld);
    else this.#secure.resume();
  }

  get #holds(): boolean {
    return this.#held.length > 0 || this.#endHeld;
  }

  /** Not from inside of `resumeReading`, which may be called from inside of `data`. */
  readonly #giveHeld = (): void => {
    while (this.#sink !== null && !this.#paused && this.#held.length > 0)
      this.#sink.data(this.#held.shift()!);
    if (this.#sink === null || this.#paused) return;
    if (this.#endHeld) this.#ended();
    else this.#secure.resume();
  };

  finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    this.#finishIfWritten();
  }

  destroy(): void {
    this.#sink = null;
    this.#secure.destroy();
    this.#wire.destroy();
  }

  readonly #secured = (): void => {
    const error = this.#asksClient ? verifyError(this.#secure) : null;
    if (error !== null) this.#failed(error);
    else {
      this.#established = true;
      this.#sink?.handshakeCompleted(details(this.#secure));
      this.#writeEarly();
      this.#finishIfWritten();
    }
  };

  #writeEarly(): void {
    const early = this.#early.splice(0);
    let taken = false;
    for (const data of early) taken = this.write(data);
    if (taken) this.#drained();
  }

  #drained(): void {
    this.#finishIfWritten();
    this.#sink?.drained();
  }

  #finishIfWritten(): void {
    if (!this.#finishing || !this.#established || !this.#plaintext.idle) return;
    this.#secure.end(() => this.#sink?.finished());
  }

  readonly #data = (bytes: Uint8Array): void => {
    if (this.#paused || this.#held.length > 0) this.#held.push(bytes);
    else this.#sink?.data(bytes);
  };

  readonly #ended = (): void => {
    this.#endHeld = this.#paused || this.#held.length > 0;
    if (this.#endHeld) return;
    this.#peerFinished = !this.#cut;
    if (this.#peerFinished) this.#sink?.ended();
    else this.#failed(new Error("the peer's bytes ended without close_notify"));
  };

  readonly #closed = (): void => {
    // After both have finished it closes by itself.
    if (!this.#peerFinished || !this.#finishing) this.#failed(new Error("closed"));
  };

  readonly #failed = (error: Error & { code?: string }): void => {
    const sink = this.#sink;
    if (sink === null) return;
    this.#sink = null;
    // First what OpenSSL still has for the peer: the alert that says why.
    sink.failed(tlsFailure(error, { established: this.#established, cut: this.#cut }));
    this.#secure.destroy();
    this.#wire.destroy();
  };
}

/** Why a server that asked for a certificate must not go on. What cannot be asked is not to be trusted. */
function verifyError(secure: tls.TLSSocket): Error | null {
  const inner = secure as unknown as { _handle: { verifyError(): Error | null } | null };
  return inner._handle === null ? new Error("closed") : inner._handle.verifyError();
}

function details(secure: tls.TLSSocket): HandshakeDetails {
  const { alpnProtocol, servername } = secure as { alpnProtocol: unknown; servername?: unknown };
  return {
    negotiatedProtocol: typeof alpnProtocol === "string" ? alpnProtocol : null,
    version: secure.getProtocol() ?? "",
    cipher: secure.getCipher()?.name ?? "",
    serverName: typeof servername === "string" ? servername : null,
    peerCertificate: () => certificateDetails(secure.getPeerX509Certificate()),
  };
}
