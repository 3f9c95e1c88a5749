/** The package `ws`, which users install beside this one: of it only what makes frames of bytes, and bytes of frames. */
import { createRequire } from "node:module";
import { WebSocketPackageError } from "./errors.ts";

/** Takes bytes, and emits what they say. Of a `Writable` of Node's. */
export interface FrameReceiver {
  write(bytes: Uint8Array): boolean;
  destroy(): void;
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): this;
  on(event: "ping" | "pong", listener: (data: Uint8Array) => void): this;
  /** The peer closes. 1005: without a code. */
  on(event: "conclude", listener: (code: number, reason: Uint8Array) => void): this;
  /** What came is against the rules; emitted later. */
  on(event: "error", listener: (error: Error & { readonly code?: string }) => void): this;
}

export interface WSPackage {
  readonly Receiver: new (options: {
    readonly isServer: boolean;
    readonly maxPayload: number;
    readonly maxFragments: number;
    readonly maxBufferedChunks: number;
  }) => FrameReceiver;
  readonly Sender: {
    /** A frame, in pieces; `data` is masked where it lies. */
    frame(
      data: Uint8Array,
      options: {
        readonly fin: true;
        readonly opcode: number;
        readonly mask: boolean;
        readonly readOnly: false;
        readonly rsv1: false;
        readonly generateMask?: (mask: Uint8Array) => void;
      },
    ): Uint8Array[];
  };
}

type Load = (name: string) => unknown;

/** Throws `WebSocketPackageError`. */
export function wsPackage(load: Load = createRequire(import.meta.url)): WSPackage {
  let loaded: unknown;
  try {
    loaded = load("ws");
  } catch (cause) {
    throw new WebSocketPackageError(
      "torsion/websocket needs the package ws, which is not installed: npm install ws@8",
      { cause },
    );
  }
  const { Receiver, Sender } = loaded as Partial<WSPackage>;
  if (Receiver === undefined || Sender === undefined)
    throw new WebSocketPackageError(
      "torsion/websocket needs another version of the package ws: npm install ws@8",
    );
  return { Receiver, Sender };
}
