export { type WebSocketParser, websocketParser, wsParser, wssParser } from "./descriptions.ts";
export { WebSocketFailure, WebSocketPackageError, WebSocketUpgradeError } from "./errors.ts";
export {
  WebSocketClientEndpoint,
  type WebSocketClientOptions,
} from "./websocket-client-endpoint.ts";
export type { WebSocketOptions } from "./websocket-options.ts";
export {
  WebSocketServerEndpoint,
  type WebSocketServerOptions,
} from "./websocket-server-endpoint.ts";
