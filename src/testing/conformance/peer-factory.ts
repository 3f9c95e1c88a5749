/** Builds `Peer`s, and writes down what the reactor says of the port or the connection. */
import { implementer } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import { IClientFactory, type IConnector } from "../../net/index.ts";
import { Peer, type Script } from "./peer.ts";

export class PeerFactory implements IClientFactory<Peer> {
  static {
    implementer(IClientFactory)(this);
  }
  readonly peers: Peer[] = [];
  readonly events: string[] = [];
  #build: () => Peer | null;

  constructor(script: Script | (() => Peer | null) = {}) {
    this.#build = typeof script === "function" ? script : () => new Peer(script);
  }

  /** The first peer; throws where there is none yet. */
  get peer(): Peer {
    return this.peers[0]!;
  }

  buildProtocol(): Peer | null {
    this.events.push("build");
    const peer = this.#build();
    if (peer instanceof Peer) this.peers.push(peer);
    return peer;
  }
  doStart(): void {
    this.events.push("start");
  }
  doStop(): void {
    this.events.push("stop");
  }
  startedConnecting(_connector: IConnector): void {
    this.events.push("connecting");
  }
  clientConnectionFailed(_connector: IConnector, reason: Failure): void {
    this.events.push(`failed ${reason.value.name}`);
  }
  clientConnectionLost(_connector: IConnector, reason: Failure): void {
    // X13: what the protocol knew when the factory is told.
    const before = this.peers.every((peer) => peer.reason !== undefined)
      ? ""
      : " before its protocol";
    this.events.push(`lost ${reason.value.name}${before}`);
  }
}
