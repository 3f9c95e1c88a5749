export {
  ClientService,
  type ClientServiceOptions,
  type WhenConnectedOptions,
} from "./client-service.ts";
export {
  ServiceRunningError,
  ServiceStartError,
  ServiceStopError,
  ServiceTreeError,
} from "./errors.ts";
export {
  type DrainOptions,
  IDrainableService,
  IService,
  IServiceCollection,
} from "./interfaces.ts";
export { MultiService } from "./multi-service.ts";
export { Service } from "./service.ts";
export {
  IServiceMaker,
  type OptionSpec,
  type ServiceOptions,
  type ServiceReactor,
} from "./service-maker.ts";
export { servicePath } from "./service-path.ts";
export { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";
