export {
  DeadlineFactory,
  type DeadlineOptions,
  DeadlineProtocol,
  IDeadlineTransport,
} from "./deadline-factory.ts";
export {
  ByteLimitExceeded,
  ConnectionTimedOut,
  type DeadlineName,
  DeadlinePassed,
} from "./errors.ts";
export {
  ByteLimitedProtocol,
  LimitBytesFactory,
  type LimitBytesOptions,
} from "./limit-bytes-factory.ts";
export {
  type ConnectionRate,
  LimitConnectionRateFactory,
  type LimitConnectionRateOptions,
} from "./limit-connection-rate-factory.ts";
export {
  LimitConnectionsByPeer,
  type LimitConnectionsByPeerOptions,
} from "./limit-connections-by-peer.ts";
export {
  LimitTotalConnectionsFactory,
  type LimitTotalConnectionsOptions,
} from "./limit-total-connections-factory.ts";
export type { PeerOf, PeerOptions } from "./peer-key.ts";
export { ProtocolWrapper, type Unwrapped, unwrap } from "./protocol-wrapper.ts";
export { type Spew, SpewingFactory, SpewingProtocol } from "./spewing-factory.ts";
export {
  ThrottlingFactory,
  type ThrottlingOptions,
  ThrottlingProtocol,
} from "./throttling-factory.ts";
export { TimedClose } from "./timed-close.ts";
export { type PolicyClock, Timeout } from "./timeout.ts";
export { TimeoutFactory, type TimeoutFactoryOptions, TimeoutProtocol } from "./timeout-factory.ts";
export { TimeoutMixin, type WithTimeout } from "./timeout-mixin.ts";
export {
  TrafficLoggingFactory,
  type TrafficLoggingOptions,
  TrafficLoggingProtocol,
} from "./traffic-logging-factory.ts";
export { WrappingFactory } from "./wrapping-factory.ts";
