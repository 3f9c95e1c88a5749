/** How what one end has sent is cut when it is given to the other. */
import { concat } from "../../bytes/index.ts";

/** What one end has sent and the other has not got, in the pieces that the transport sent. */
export interface PumpQueue {
  /** Pieces that can be taken now: none while the other end does not read. */
  readonly length: number;
  /** The next piece; throws `RangeError` where there is none. */
  get(): Uint8Array;
}

/** Whom it is given to. */
export interface PumpTarget {
  dataReceived(data: Uint8Array): void;
}

/** Takes pieces and hands them on, cut as it likes. What it leaves in the queue comes again. */
export type PumpPolicy = (queue: PumpQueue, target: PumpTarget) => void;

/** Each piece as it was sent: what a protocol wrote in one turn. Not what networks do. */
export const identityPumpPolicy: PumpPolicy = (queue, target) => {
  while (queue.length > 0) target.dataReceived(queue.get());
};

/** All that there is as one. */
export const collapsingPumpPolicy: PumpPolicy = (queue, target) => {
  const pieces: Uint8Array[] = [];
  while (queue.length > 0) pieces.push(queue.get());
  if (pieces.length > 0) target.dataReceived(concat(pieces));
};

/** Byte by byte: what is framed wrongly is found. */
export const bytewisePumpPolicy: PumpPolicy = (queue, target) => {
  while (queue.length > 0) {
    const piece = queue.get();
    for (let at = 0; at < piece.length; at++) target.dataReceived(piece.subarray(at, at + 1));
  }
};
