export { PlatformError, platformError } from "./errors.ts";
export type {
  Listener,
  Platform,
  SignalName,
  Socket,
  SocketAddress,
  SocketSink,
  StreamPlatform,
} from "./port.ts";
