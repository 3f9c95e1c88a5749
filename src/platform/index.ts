export { PlatformError, platformError } from "./errors.ts";
export type {
  Listener,
  NamedPipe,
  PathAddress,
  Platform,
  SignalName,
  Socket,
  SocketAddress,
  SocketSink,
  StreamAddress,
  StreamPlatform,
  TCPPlatform,
  UNIXPlatform,
} from "./port.ts";
