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
export { type Cancellable, IStreamClientEndpoint, IStreamServerEndpoint } from "./endpoint.ts";
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
  InvalidPortError,
  NoProtocol,
  NoRouteError,
  NotBytesError,
  NotConnectingError,
  NotSupportedError,
  ProducerAlreadyRegistered,
  ReactorAlreadyRunning,
  ReactorNotRestartable,
  ReactorNotRunning,
  TCPTimedOutError,
  TimeoutError,
  UserError,
} from "./errors.ts";
export { IConnector, IListeningPort } from "./port.ts";
export { IConsumer, IProducer, IPullProducer, IPushProducer } from "./producer.ts";
export {
  IClientFactory,
  IHalfCloseableProtocol,
  IProtocol,
  IProtocolFactory,
} from "./protocol.ts";
export {
  type ConnectTCPOptions,
  type ConnectUNIXOptions,
  IReactorCore,
  IReactorRandom,
  IReactorSocket,
  IReactorTCP,
  IReactorUNIX,
  type ListenTCPOptions,
  type ListenUNIXOptions,
  type SystemEventPhase,
  type TriggerHandle,
} from "./reactor.ts";
export {
  ILoggingContext,
  IStreamTransport,
  ITCPTransport,
  ITransport,
  IUNIXTransport,
} from "./transport.ts";
