export { IDelayedCall, IReactorTime } from "../time/index.ts";
export {
  hostAddress,
  IAddress,
  IHostAddress,
  IPv4Address,
  IPv6Address,
  PipeAddress,
  UNIXAddress,
} from "./address.ts";
export {
  type DescriptorResult,
  IFileDescriptor,
  IReactorFDSet,
  IReadDescriptor,
  IReadWriteDescriptor,
  IWriteDescriptor,
} from "./descriptors.ts";
export { type Cancellable, IStreamClientEndpoint, IStreamServerEndpoint } from "./endpoint.ts";
export { IEnvironment, IReactorEnvironment, type Plugin } from "./environment.ts";
export {
  AlreadyConnectingError,
  BadFileError,
  CannotListenError,
  ConnectBindError,
  ConnectError,
  ConnectingCancelledError,
  ConnectionAborted,
  ConnectionClosed,
  ConnectionDone,
  ConnectionLost,
  ConnectionRefusedError,
  DNSLookupError,
  InvalidAddressError,
  InvalidPortError,
  MessageLengthError,
  MulticastJoinError,
  NoProtocol,
  NoRouteError,
  NotBytesError,
  NotCloneableError,
  NotConnectingError,
  NotSupportedError,
  ProcessDone,
  ProcessExitedAlready,
  ProcessTerminated,
  ProducerAlreadyRegistered,
  ReactorAlreadyRunning,
  ReactorNotRestartable,
  ReactorNotRunning,
  SpawnError,
  TCPTimedOutError,
  ThreadLost,
  TimeoutError,
  TLSAlreadyStarted,
  TLSError,
  UserError,
  VerificationError,
} from "./errors.ts";
export { type Figures, figuresOf, IFigures } from "./figures.ts";
export { type FileStatus, IFile, IFilesystem, IReactorFiles, type OpenMode } from "./files.ts";
export {
  type AttemptDescription,
  type ConnectionDescription,
  type ConnectionOrder,
  type ConnectionState,
  type DelayedCallDescription,
  type Described,
  type DescribeOptions,
  IReactorInspection,
  type LookupDescription,
  type PortDescription,
  type ProcessDescription,
  type ProducerDescription,
  type ReactorCounts,
  type ReactorDescription,
  type ReactorState,
  type StreamKind,
  type ThreadsDescription,
  type TurnsDescription,
  type UDPPortDescription,
} from "./inspection.ts";
export { isIPAddress, isIPv4OrIPv6Address, isIPv6Address } from "./ip-address.ts";
export { ipAddressBytes, ipAddressText, ipv4InIPv6 } from "./ip-address-bytes.ts";
export {
  type HostAddressType,
  IHostnameResolver,
  IHostResolution,
  IReactorPluggableNameResolver,
  IReactorPluggableResolver,
  IResolutionReceiver,
  IResolverSimple,
  type ResolveHostNameOptions,
  type ResolveOptions,
} from "./names.ts";
export { IConnector, IListeningPort } from "./port.ts";
export {
  type ChildFD,
  IProcessProtocol,
  IProcessTransport,
  IReactorProcess,
  type SpawnOptions,
} from "./process.ts";
export { IConsumer, IProducer, IPullProducer, IPushProducer } from "./producer.ts";
export {
  type ConnectionWatcher,
  IClientFactory,
  IDrainable,
  IHalfCloseableProtocol,
  IProtocol,
  IProtocolFactory,
} from "./protocol.ts";
export {
  type ConnectTCPOptions,
  type ConnectUNIXOptions,
  IReactorCore,
  IReactorRandom,
  IReactorSignals,
  IReactorSocket,
  IReactorSSL,
  IReactorTCP,
  IReactorUNIX,
  type ListenTCPOptions,
  type ListenUNIXOptions,
  type SignalName,
  type SystemEventPhase,
  type TriggerHandle,
} from "./reactor.ts";
export { IReactorStandardIO } from "./stdio.ts";
export { firstInSubnet, isInSubnet, type Subnet, subnet } from "./subnet.ts";
export {
  type AnyExport,
  IReactorFromThreads,
  IReactorInThreads,
  IReactorThreads,
  IThreadPool,
  type ThreadCallArguments,
  type ThreadCallOptions,
  type ThreadFunction,
  type ThreadPoolLimits,
  type ThreadResult,
} from "./threads.ts";
export {
  CertificateOptions,
  type CertificateOptionsInit,
  ClientTLSOptions,
  type ClientTLSOptionsInit,
  IHandshakeListener,
  INegotiated,
  IProtocolNegotiationFactory,
  ISSLTransport,
  ITLSTransport,
  optionsForClientTLS,
  type PEM,
  type PeerCertificate,
  type TLSCommonOptions,
  type TLSOptions,
} from "./tls.ts";
export {
  IBufferingTransport,
  ILingeringTransport,
  ILoggingContext,
  IStreamTransport,
  ISwitchableTransport,
  ITCPTransport,
  ITransport,
  IUNIXTransport,
} from "./transport.ts";
export {
  type DatagramAddress,
  IDatagramProtocol,
  IMulticastTransport,
  IReactorMulticast,
  IReactorUDP,
  IUDPTransport,
  type ListenMulticastOptions,
  type ListenUDPOptions,
} from "./udp.ts";
