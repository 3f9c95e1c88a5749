/**
 * Looks into a program from outside: connects, hears its snapshots, and connects again when it has been started again.
 *
 * Rules: while it watches there is one connection, one attempt or one pause. What is wrong with what the peer tells
 * ends the connection, as a peer's end does.
 */
import { type Deferred, type Failure, maybeDeferred } from "../../deferred/index.ts";
import type {
  ConnectionOrder,
  IDelayedCall,
  IReactorTime,
  IStreamClientEndpoint,
  IStreamTransport,
} from "../../net/index.ts";
import { Factory, JSONLinesReceiver } from "../../protocols/index.ts";
import { InspectError } from "../errors.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";

const RETRY_SECONDS = 1;
/** One of 10,000 connections, and as many calls, is about half of that. */
const LONGEST_SNAPSHOT = 32 * 1024 * 1024;

export interface InspectionWatcher {
  snapshot(snapshot: Snapshot): void;
  /** There is no connection: it could not be made, or was lost. */
  trouble(why: Error): void;
}

/** What is asked of the program. */
export interface InspectionRequest {
  readonly every?: number;
  readonly by?: ConnectionOrder;
  readonly most?: number;
}

export class InspectionClient {
  readonly #clock: IReactorTime;
  readonly #endpoint: IStreamClientEndpoint;
  readonly #watcher: InspectionWatcher;
  #request: InspectionRequest;
  #connecting: Deferred<unknown> | null = null;
  #protocol: SnapshotReceiver | null = null;
  #retry: IDelayedCall | null = null;
  #stopped = false;

  constructor(
    clock: IReactorTime,
    endpoint: IStreamClientEndpoint,
    { watcher, request = {} }: { watcher: InspectionWatcher; request?: InspectionRequest },
  ) {
    this.#clock = clock;
    this.#endpoint = endpoint;
    this.#watcher = watcher;
    this.#request = request;
  }

  start(): void {
    const factory = new Factory<SnapshotReceiver>();
    factory.noisy = false;
    factory.buildProtocol = () => new SnapshotReceiver(this);
    this.#connecting = maybeDeferred(() => this.#endpoint.connect(factory)).addCallbacks(
      () => {
        this.#connecting = null;
      },
      ({ value }) => {
        this.#connecting = null;
        this.#again(value);
      },
    );
  }

  /** Ask for something else from now on. */
  ask(request: InspectionRequest): void {
    this.#request = { ...this.#request, ...request };
    this.#protocol?.ask(this.#request);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#retry?.active) this.#retry.cancel();
    this.#connecting?.cancel();
    this.#protocol?.transport.abortConnection();
  }

  // What the connection tells.

  began(protocol: SnapshotReceiver): void {
    this.#protocol = protocol;
    if (this.#stopped) protocol.transport.abortConnection();
    else if (Object.keys(this.#request).length > 0) protocol.ask(this.#request);
  }

  heard(snapshot: Snapshot): void {
    if (!this.#stopped) this.#watcher.snapshot(snapshot);
  }

  ended(why: Error): void {
    this.#protocol = null;
    this.#again(why);
  }

  #again(why: Error): void {
    if (this.#stopped) return;
    this.#watcher.trouble(why);
    // What it was told may have been to stop.
    if (this.#stopped) return;
    this.#retry = this.#clock.callLater(RETRY_SECONDS, () => {
      this.#retry = null;
      this.start();
    });
  }
}

class SnapshotReceiver extends JSONLinesReceiver {
  declare transport: IStreamTransport;
  override maxLength: number = LONGEST_SNAPSHOT;
  readonly #client: InspectionClient;

  constructor(client: InspectionClient) {
    super();
    this.#client = client;
  }

  ask(request: InspectionRequest): void {
    this.sendJSON(request);
  }

  override connectionMade(): void {
    this.#client.began(this);
  }

  override jsonReceived(value: unknown): void {
    if (this.transport.disconnecting) return;
    let snapshot: Snapshot;
    try {
      snapshot = readSnapshot(value);
    } catch (thrown) {
      this.transport.loseConnection(thrown as Error);
      return;
    }
    this.#client.heard(snapshot);
  }

  override invalidLineReceived(cause: Error): void {
    this.transport.loseConnection(
      new InspectError("what is there is no inspector of twist", { cause }),
    );
  }

  override connectionLost(reason: Failure): void {
    const { value } = reason;
    this.#client.ended(
      value.name === "ConnectionDone"
        ? new InspectError("the program has closed the connection")
        : value,
    );
  }
}
