export type { ByteSource, FileLike, SizedReads } from "./byte-source.ts";
export { checkedProtocol } from "./checked-protocol.ts";
export { ClientCreator } from "./client-creator.ts";
export { ClientFactory } from "./client-factory.ts";
export { DatagramProtocol } from "./datagram-protocol.ts";
export {
  NotAFactoryError,
  NotAProtocolError,
  OutputTooLongError,
  TerminatedBySignal,
  TransferStopped,
  UnexpectedOutputError,
} from "./errors.ts";
export { Factory, type ProtocolClass, ServerFactory } from "./factory.ts";
export { FileSender, type FileTransferOptions } from "./file-sender.ts";
export * from "./framing/index.ts";
export { InFlight } from "./in-flight.ts";
export * from "./policies/index.ts";
export {
  ForwardingProtocol,
  type PortForwardOptions,
  ProxyClient,
  ProxyClientFactory,
  ProxyFactory,
  ProxyServer,
} from "./portforward.ts";
export {
  getProcessOutput,
  getProcessOutputAndValue,
  getProcessValue,
  type ProcessOutput,
  type ProcessOutputOptions,
} from "./process-output.ts";
export { ProcessProtocol } from "./process-protocol.ts";
export { Protocol } from "./protocol.ts";
export { factoryFrom, type ProtocolSource } from "./protocol-source.ts";
export { ReconnectingClientFactory, type RetryClock } from "./reconnecting-client-factory.ts";
export { StandInFactory } from "./stand-in-factory.ts";
