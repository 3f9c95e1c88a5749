export {
  ClientService,
  type ClientServiceOptions,
  type WhenConnectedOptions,
} from "./client-service.ts";
export {
  ProcessNameError,
  ServiceRunningError,
  ServiceStartError,
  ServiceStopError,
  ServiceTreeError,
} from "./errors.ts";
export { IService, IServiceCollection } from "./interfaces.ts";
export {
  MonitoredProcess,
  type MonitoredProcessEvents,
  type RestartOptions,
  type RunningProcess,
  type StartProcess,
} from "./monitored-process.ts";
export { MultiService } from "./multi-service.ts";
export {
  type MonitoredProcessOptions,
  ProcessMonitor,
  type ProcessMonitorOptions,
} from "./process-monitor.ts";
export { Service } from "./service.ts";
export {
  IServiceMaker,
  type OptionSpec,
  type ServiceOptions,
  type ServiceReactor,
} from "./service-maker.ts";
export { servicePath } from "./service-path.ts";
export { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";
