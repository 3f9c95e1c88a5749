export {
  ClientService,
  type ClientServiceOptions,
  type WhenConnectedOptions,
} from "./client-service.ts";
export { CooperatorService } from "./cooperator-service.ts";
export {
  ServiceRunningError,
  ServiceStartError,
  ServiceStopError,
  ServiceTreeError,
} from "./errors.ts";
export { IService, IServiceCollection } from "./interfaces.ts";
export { MultiService, type MultiServiceOptions } from "./multi-service.ts";
export { Service } from "./service.ts";
export { serviceFromString } from "./service-from-string.ts";
export {
  IServiceMaker,
  type OptionSpec,
  type ServiceOptions,
  type ServiceReactor,
} from "./service-maker.ts";
export { servicePath } from "./service-path.ts";
export { started } from "./started.ts";
export { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";
export { TimerService } from "./timer-service.ts";
export { UDPServer, type UDPServerOptions } from "./udp-server.ts";
