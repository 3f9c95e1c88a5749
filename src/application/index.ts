export {
  ClientService,
  type ClientServiceOptions,
  type WhenConnectedOptions,
} from "./client-service.ts";
export { CooperatorService } from "./cooperator-service.ts";
export { describeServices, type ServiceDescription } from "./describe-services.ts";
export {
  ProcessNameError,
  ServiceRunningError,
  ServiceStartError,
  ServiceStopError,
  ServiceTreeError,
  UsageError,
} from "./errors.ts";
export {
  type DrainOptions,
  IDrainableService,
  IService,
  IServiceCollection,
} from "./interfaces.ts";
export {
  MonitoredProcess,
  type MonitoredProcessEvents,
  type MonitoredProcessOptions,
  type RestartOptions,
  type RunningProcess,
  type StartProcess,
} from "./monitored-process.ts";
export { MultiService, type MultiServiceOptions } from "./multi-service.ts";
export {
  parseEndpoint,
  parsePort,
  parseSeconds,
  parseSize,
  parseWholeNumber,
} from "./option-parsers.ts";
export {
  type AddProcessOptions,
  ProcessMonitor,
  type ProcessMonitorOptions,
} from "./process-monitor.ts";
export { Service } from "./service.ts";
export { serviceFromString } from "./service-from-string.ts";
export { lifeOf, type ServiceLife, type StartStep } from "./service-life.ts";
export { inServiceLogContext } from "./service-log-context.ts";
export {
  type ArgumentSpec,
  IServiceMaker,
  type OptionSpec,
  type ServiceOptions,
  type ServiceReactor,
  type ValueSpec,
} from "./service-maker.ts";
export { servicePath } from "./service-path.ts";
export { started } from "./started.ts";
export { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";
export { TimerService } from "./timer-service.ts";
export {
  type GivenOptions,
  type OptionsOf,
  type ServiceMakerSpec,
  serviceMaker,
  type TypedServiceMaker,
} from "./typed-service-maker.ts";
export { UDPServer, type UDPServerOptions } from "./udp-server.ts";
