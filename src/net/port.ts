/** What listening and connecting give back. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import type { IAddress } from "./address.ts";

/** A port that is being listened on. */
export interface IListeningPort {
  getHost(): IAddress;
  /** Accept no more. Connections that there are live on (X16). Calling it again gives the same end. */
  stopListening(): Deferred<void>;
  [Symbol.asyncDispose](): PromiseLike<void>;
}
export const IListeningPort: Interface<IListeningPort> = defineInterface(
  "torsion.IListeningPort",
  [],
  { getHost: method, stopListening: method, [Symbol.asyncDispose]: method },
);

/** One client connection to be, being or having been made; it can be made again (R14). */
export interface IConnector {
  readonly state: "disconnected" | "connecting" | "connected";
  /** Throws `AlreadyConnectingError` unless disconnected. */
  connect(): void;
  /** Give the attempt up; throws `NotConnectingError` unless connecting. */
  stopConnecting(): void;
  /** Whatever it is doing: stop connecting, or `loseConnection`. */
  disconnect(): void;
  getDestination(): IAddress;
}
export const IConnector: Interface<IConnector> = defineInterface("torsion.IConnector", [], {
  state: attribute,
  connect: method,
  stopConnecting: method,
  disconnect: method,
  getDestination: method,
});
