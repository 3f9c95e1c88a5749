/**
 * The reactor: what a network program talks to, the same on every platform.
 *
 * It brings together the platform (moves bytes, tells the time), the delayed calls, the transports
 * and the system events. Rule: an exception in user code is logged and never stops it (R5).
 */
import { implementer } from "../components/index.ts";
import { type Awaitable, type Deferred, Failure } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type AnyExport,
  type CertificateOptions,
  type ClientTLSOptions,
  type ConnectTCPOptions,
  type ConnectUNIXOptions,
  type DescribeOptions,
  type IClientFactory,
  type IConnector,
  type IDatagramProtocol,
  type IDelayedCall,
  type IEnvironment,
  type IFilesystem,
  type IHostnameResolver,
  type IListeningPort,
  type IMulticastTransport,
  type IProcessProtocol,
  type IProcessTransport,
  type IProtocol,
  type IProtocolFactory,
  IReactorCore,
  type IReactorEnvironment,
  type IReactorFDSet,
  type IReactorFiles,
  IReactorFromThreads,
  IReactorInspection,
  type IReactorMulticast,
  type IReactorPluggableNameResolver,
  type IReactorPluggableResolver,
  type IReactorProcess,
  IReactorRandom,
  type IReactorSignals,
  type IReactorStandardIO,
  type IReactorTCP,
  type IReactorThreads,
  IReactorTime,
  type IReactorUDP,
  type IReactorUNIX,
  type IReadDescriptor,
  type IResolverSimple,
  type IThreadPool,
  type IWriteDescriptor,
  type ListenMulticastOptions,
  type ListenTCPOptions,
  type ListenUDPOptions,
  type ListenUNIXOptions,
  NotSupportedError,
  type ReactorDescription,
  ReactorNotRestartable,
  type ResolveOptions,
  type SignalName,
  type SpawnOptions,
  type SystemEventPhase,
  type ThreadCallArguments,
  type ThreadFunction,
  type ThreadResult,
  type TriggerHandle,
} from "../net/index.ts";
import type { Platform, Socket, TCPPlatform } from "../platform/index.ts";
import { belongsTo } from "../resources/index.ts";
import { declareCapabilities, type ReactorOn } from "./capabilities.ts";
import { Descriptors } from "./descriptors.ts";
import { adoptConnection, adoptPort } from "./inherited-descriptors.ts";
import { Inspection } from "./inspection.ts";
import { LifeCycle } from "./life-cycle.ts";
import { Names } from "./names.ts";
import { Processes } from "./processes.ts";
import { trackRunning } from "./reactor-resource.ts";
import { openStandardIO } from "./standard-io.ts";
import { Streams, type StreamsContext, type Watched } from "./streams.ts";
import { streamsContext } from "./streams-context.ts";
import { SystemEvents } from "./system-events.ts";
import { connectTCP, listenTCP, type TCPClients } from "./tcp.ts";
import { Threads } from "./threads.ts";
import { Timers } from "./timers.ts";
import { TLSContexts } from "./tls-contexts.ts";
import { UDPPorts } from "./udp.ts";
import { connectUNIX, listenUNIX } from "./unix.ts";
import { runUserCode } from "./user-code.ts";

/** A new reactor, typed by what `platform` can do. */
export function reactorOn<P extends Platform>(platform: P): ReactorOn<P> {
  return new Reactor(platform) as unknown as ReactorOn<P>;
}

export class Reactor
  implements
    IReactorCore,
    IReactorTime,
    IReactorRandom,
    IReactorTCP,
    IReactorUNIX,
    IReactorUDP,
    IReactorMulticast,
    IReactorFDSet,
    IReactorPluggableNameResolver,
    IReactorPluggableResolver,
    IReactorProcess,
    IReactorEnvironment,
    IReactorFiles,
    IReactorSignals,
    IReactorInspection,
    IReactorStandardIO,
    IReactorThreads
{
  static {
    implementer(
      IReactorCore,
      IReactorTime,
      IReactorRandom,
      IReactorFromThreads,
      IReactorInspection,
    )(this);
  }
  readonly #platform: Platform;
  readonly #log: Logger;
  readonly #timers: Timers;
  readonly #events: SystemEvents;
  readonly #context: StreamsContext;
  readonly #tls: TLSContexts;
  readonly #streams: Streams;
  readonly #udp: UDPPorts;
  readonly #names: Names;
  readonly #watched: Descriptors;
  readonly #processes: Processes;
  readonly #threads: Threads;
  readonly #life: LifeCycle;
  readonly #inspection: Inspection;
  /** Everything is being closed, or has been: nothing begins any more. */
  #closing = false;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#log = new Logger({ namespace: "torsion.reactor", clock: () => platform.wallClock() });
    this.#events = new SystemEvents(
      (event, failure) => this.#log.failure("a trigger of {event} has failed", failure, { event }),
      (run) => platform.soon(run),
    );
    this.#events.add("during", "shutdown", () => this.#closeAll());
    this.#tls = new TLSContexts(platform);
    this.#context = streamsContext(platform, this.#tls, this.#log, () => this.#timers);
    this.#timers = new Timers(platform, this.#context.turn, this.#reporter("a delayed call"));
    this.#streams = new Streams(this.#context);
    this.#udp = new UDPPorts(this.#context);
    this.#watched = new Descriptors(this.#context);
    this.#names = new Names(this.#context, platform, this);
    const alarm: Platform["alarm"] = (seconds, ring) => platform.alarm(seconds, ring);
    this.#processes = new Processes({ ...this.#context, alarm });
    this.#threads = new Threads({ ...this.#context, platform, state: () => this.#life.state });
    const parts = {
      platform,
      log: this.#log,
      events: this.#events,
      turn: this.#context.turn,
      things: this.#context.things,
      timers: this.#timers,
      streams: this.#streams,
      udp: this.#udp,
      names: this.#names,
      watched: this.#watched,
      processes: this.#processes,
      threads: this.#threads,
      closeAll: () => this.#closeAll(),
    };
    this.#life = new LifeCycle(parts);
    this.#inspection = new Inspection({ ...parts, life: this.#life });
    belongsTo(this, platform);
    declareCapabilities(this, platform);
  }

  // Time and chance.

  seconds(): number {
    return this.#platform.now();
  }

  random(): number {
    return this.#platform.random();
  }

  callLater<A extends unknown[]>(
    seconds: number,
    callable: (...args: A) => unknown,
    ...args: A
  ): IDelayedCall {
    return this.#timers.callLater(seconds, callable, args);
  }

  getDelayedCalls(): readonly IDelayedCall[] {
    return this.#timers.pending();
  }

  // TCP, and TLS over it.

  listenTCP(
    port: number,
    factory: IProtocolFactory,
    options: ListenTCPOptions = {},
  ): Deferred<IListeningPort> {
    return listenTCP(this.#streams, this.#capability("tcp"), port, factory, options);
  }

  connectTCP(
    host: string,
    port: number,
    factory: IClientFactory,
    options: ConnectTCPOptions = {},
  ): IConnector {
    return connectTCP(this.#clients(), host, port, factory, options);
  }

  listenSSL(
    port: number,
    factory: IProtocolFactory,
    tls: CertificateOptions,
    options: ListenTCPOptions = {},
  ): Deferred<IListeningPort> {
    return listenTCP(this.#streams, this.#capability("tcp"), port, factory, options, tls);
  }

  connectSSL(
    host: string,
    port: number,
    factory: IClientFactory,
    tls: ClientTLSOptions,
    options: ConnectTCPOptions = {},
  ): IConnector {
    this.#tls.get(tls);
    return connectTCP(this.#clients(), host, port, factory, options, tls);
  }

  #clients(): TCPClients {
    return { streams: this.#streams, names: this.#names, tcp: this.#capability("tcp") };
  }

  adoptStreamPort(fd: number, factory: IProtocolFactory): Deferred<IListeningPort> {
    return adoptPort(this.#streams, this.#descriptors(), fd, factory);
  }

  adoptStreamConnection<P extends IProtocol>(
    fd: number,
    ...watched: Watched<P>
  ): Deferred<P | null> {
    return adoptConnection(this.#streams, this.#descriptors(), fd, ...watched);
  }

  #descriptors(): NonNullable<TCPPlatform["descriptors"]> {
    const { descriptors } = this.#capability("tcp");
    if (descriptors) return descriptors;
    throw new NotSupportedError(`the platform ${this.#platform.name} knows no descriptors`);
  }

  /**
   * Build a protocol for a stream of your own, as the port's `Socket`; `null` where the factory refuses. It is read from, and
   * closed when the reactor stops, like any other. `watcher` hears how it goes. `duplexSocket` of `torsion/platform/node`
   * makes one of a Duplex.
   */
  adoptSocket<P extends IProtocol>(socket: Socket, ...watched: Watched<P>): P | null {
    this.#checkUsable();
    return this.#streams.adopt(socket, ...watched);
  }

  /** For what waits without a socket: have `end` called when all is closed (R12). Gives what takes that back. */
  whenClosing(end: () => void): () => void {
    this.#checkUsable();
    return this.#streams.endWithThese(() => runUserCode(end, this.#reporter("whenClosing")));
  }

  connectStandardIO<P extends IProtocol>(...watched: Watched<P>): P | null {
    return this.#streams.adopt(openStandardIO(this.#capability("stdio")), ...watched);
  }

  get environment(): IEnvironment {
    return this.#capability("environment");
  }

  get files(): IFilesystem {
    return this.#capability("files");
  }

  // UNIX sockets.

  listenUNIX(
    path: string,
    factory: IProtocolFactory,
    options: ListenUNIXOptions = {},
  ): Deferred<IListeningPort> {
    return listenUNIX(this.#streams, this.#capability("unix"), path, factory, options);
  }

  connectUNIX(path: string, factory: IClientFactory, options: ConnectUNIXOptions = {}): IConnector {
    return connectUNIX(this.#streams, this.#capability("unix"), path, factory, options);
  }

  // UDP.

  listenUDP(
    port: number,
    protocol: IDatagramProtocol,
    options: ListenUDPOptions = {},
  ): Deferred<IMulticastTransport> {
    return this.#udp.listen(this.#capability("udp"), port, protocol, options);
  }

  listenMulticast(
    port: number,
    protocol: IDatagramProtocol,
    options: ListenMulticastOptions = {},
  ): Deferred<IMulticastTransport> {
    return this.#udp.listen(this.#capability("udp"), port, protocol, options);
  }

  // Names.

  get nameResolver(): IHostnameResolver {
    return this.#names.resolver;
  }

  installNameResolver(resolver: IHostnameResolver): IHostnameResolver {
    return this.#names.install(resolver);
  }

  installResolver(resolver: IResolverSimple): IResolverSimple {
    return this.#names.installSimple(resolver);
  }

  resolve(name: string, options: ResolveOptions = {}): Deferred<string> {
    this.#checkUsable();
    return this.#names.resolve(name, options);
  }

  // Descriptors.

  addReader(reader: IReadDescriptor): void {
    this.#watched.addReader(this.#capability("descriptors"), reader);
  }

  addWriter(writer: IWriteDescriptor): void {
    this.#watched.addWriter(this.#capability("descriptors"), writer);
  }

  removeReader(reader: IReadDescriptor): void {
    this.#watched.removeReader(reader);
  }

  removeWriter(writer: IWriteDescriptor): void {
    this.#watched.removeWriter(writer);
  }

  removeAll(): (IReadDescriptor | IWriteDescriptor)[] {
    return this.#watched.removeAll();
  }

  getReaders(): IReadDescriptor[] {
    return this.#watched.getReaders();
  }

  getWriters(): IWriteDescriptor[] {
    return this.#watched.getWriters();
  }

  // Processes.

  spawnProcess(
    protocol: IProcessProtocol,
    executable: string,
    args: readonly string[] = [],
    options: SpawnOptions = {},
  ): Deferred<IProcessTransport> {
    const processes = this.#capability("processes");
    return this.#processes.spawn(processes, protocol, executable, args, options);
  }

  // Threads.

  callFromThread<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): void {
    this.#threads.callFrom(() => f(...args));
  }

  deferToThread<F extends ThreadFunction = AnyExport>(
    ...call: ThreadCallArguments<F>
  ): ThreadResult<F> {
    return this.#threads.deferTo(this.#capability("threads"), ...call) as never;
  }

  callInThread<F extends ThreadFunction = AnyExport>(...call: ThreadCallArguments<F>): void {
    this.#threads.callIn(this.#capability("threads"), ...call);
  }

  getThreadPool(): IThreadPool {
    return this.#threads.pool(this.#capability("threads"));
  }

  suggestThreadPoolSize(size: number): void {
    this.getThreadPool().adjustPoolsize(undefined, size);
  }

  // What there is.

  describe(options: DescribeOptions = {}): ReactorDescription {
    return this.#inspection.describe(options);
  }

  describeInSteps(options: DescribeOptions = {}): Generator<void, ReactorDescription> {
    return this.#inspection.describeInSteps(options);
  }

  measureTurns(): () => void {
    return this.#inspection.measureTurns();
  }

  // Starting and stopping.

  get running(): boolean {
    return this.#life.running;
  }

  get stopSignal(): SignalName | null {
    return this.#life.stopSignal;
  }

  /** @param options.signal stops the reactor when it is aborted. */
  run({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Deferred<void> {
    if (!this.running) this.#checkUsable();
    return this.#life.run(signal, () => trackRunning(this, this.#platform, () => this.#life.state));
  }

  stop(): void {
    this.#life.stop();
  }

  crash(): void {
    this.#life.crash();
  }

  handleSignal(name: SignalName, handler: () => unknown): () => void {
    this.#capability("signals");
    return this.#life.handleSignal(name, handler);
  }

  callWhenRunning(f: () => unknown): TriggerHandle | null {
    if (!this.running) return this.#events.add("after", "startup", f);
    runUserCode(f, this.#reporter("callWhenRunning"));
    return null;
  }

  addSystemEventTrigger(
    phase: SystemEventPhase,
    event: string,
    trigger: () => Awaitable<unknown>,
  ): TriggerHandle {
    return this.#events.add(phase, event, trigger);
  }

  removeSystemEventTrigger(handle: TriggerHandle): void {
    this.#events.remove(handle);
  }

  fireSystemEvent(event: string): void {
    this.#events.fire(event);
  }

  /** Each transport ends with `ConnectionLost`, without a flush (R12); ports and attempts are closed. */
  #closeAll(): void {
    this.#closing = true;
    this.#streams.closeAll();
    this.#udp.closeAll();
    this.#threads.stop();
    this.#names.closeAll();
    this.#watched.closeAll();
  }

  #checkUsable(): void {
    this.#life.checkNotStopped();
    if (this.#closing) throw new ReactorNotRestartable("this reactor has stopped: make a new one");
  }

  #reporter(what: string): (thrown: unknown) => void {
    return (thrown) => this.#log.failure("{what} has thrown", new Failure(thrown), { what });
  }

  /** What of the platform is needed to begin something now. */
  #capability<C extends keyof Platform>(name: C): NonNullable<Platform[C]> {
    this.#checkUsable();
    const capability = this.#platform[name];
    if (capability === undefined || capability === null)
      throw new NotSupportedError(`the platform ${this.#platform.name} has no ${name}`);
    return capability;
  }
}
