export { AccumulatingProtocol } from "./accumulating-protocol.ts";
export {
  type ConnectOptions,
  connect,
  connectedServerAndClient,
  type TLSOverWires,
} from "./connect.ts";
export { ConnectionCompleter, connectableEndpoint } from "./connection-completer.ts";
export { NeverAtRestError, TransportStateError, UnexpectedResultError } from "./errors.ts";
export { type CleanupOwner, EventLoggingObserver } from "./event-logging-observer.ts";
export { FakeDatagramTransport, type WrittenDatagram } from "./fake-datagram-transport.ts";
export type { IOPump, PumpOptions } from "./io-pump.ts";
export { type LineSendingOptions, LineSendingProtocol } from "./line-sending-protocol.ts";
export { type LoopbackAsyncOptions, loopbackAsync } from "./loopback-async.ts";
export {
  type LoopbackTCPOptions,
  type LoopbackUNIXOptions,
  loopbackTCP,
  loopbackUNIX,
} from "./loopback-sockets.ts";
export { MemoryReactor, type MemoryReactorOptions } from "./memory-reactor.ts";
export { MemoryReactorClock } from "./memory-reactor-clock.ts";
export type {
  AdoptedPort,
  AdoptedStreamConnection,
  MemoryClient,
  MemoryServer,
  MemoryUDPPort,
  SSLClientRequest,
  SSLServerRequest,
  TCPClientRequest,
  TCPServerRequest,
  UDPPortRequest,
  UNIXClientRequest,
  UNIXServerRequest,
} from "./memory-requests.ts";
export { NonStreamingProducer } from "./non-streaming-producer.ts";
export {
  bytewisePumpPolicy,
  collapsingPumpPolicy,
  identityPumpPolicy,
  type PumpPolicy,
  type PumpQueue,
  type PumpTarget,
} from "./pump-policy.ts";
export {
  RaisingMemoryReactor,
  type RaisingMemoryReactorOptions,
} from "./raising-memory-reactor.ts";
export { assertNoResult, failureResultOf, type Immediate, successResultOf } from "./results.ts";
export { StringTransport, type StringTransportOptions } from "./string-transport.ts";
export { StringTransportWithDisconnection } from "./string-transport-with-disconnection.ts";
export { waitUntilAllDisconnected } from "./wait-until-all-disconnected.ts";
