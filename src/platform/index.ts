export type { DescriptorsPlatform } from "./descriptors-port.ts";
export type { EnvironmentPlatform, PlatformPlugin } from "./environment-port.ts";
export { PeerEnded, PlatformError, platformError, TLSFailure } from "./errors.ts";
export type {
  FilesPlatform,
  PlatformFile,
  PlatformFileStatus,
  PlatformOpenMode,
} from "./files-port.ts";
export type { NamesPlatform } from "./names-port.ts";
export type {
  Listener,
  NamedPipe,
  PathAddress,
  Platform,
  SignalName,
  Socket,
  SocketAddress,
  SocketSink,
  StdioPlatform,
  StreamAddress,
  StreamPlatform,
  TCPPlatform,
  UNIXPlatform,
} from "./port.ts";
export type {
  ChildProcess,
  ChildSink,
  Command,
  ExitStatus,
  ProcessPlatform,
} from "./process-port.ts";
export type {
  Thread,
  ThreadMain,
  ThreadOptions,
  ThreadPort,
  ThreadSink,
  ThreadsPlatform,
} from "./threads-port.ts";
export type {
  CertificateDetails,
  HandshakeDetails,
  PEM,
  TLSConfiguration,
  TLSContext,
  TLSEngine,
  TLSEngineSink,
  TLSPlatform,
} from "./tls-port.ts";
export type { DatagramSink, DatagramSocket, UDPPlatform } from "./udp-port.ts";
