export {
  ClientService,
  type ClientServiceOptions,
  type WhenConnectedOptions,
} from "./client-service.ts";
export { describeServices, type ServiceDescription } from "./describe-services.ts";
export {
  ServiceRunningError,
  ServiceStartError,
  ServiceStopError,
  ServiceTreeError,
} from "./errors.ts";
export { IService, IServiceCollection } from "./interfaces.ts";
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
