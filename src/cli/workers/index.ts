export { ofWorker } from "./worker-log.ts";
export { type OwnCommand, workerProcesses } from "./worker-processes.ts";
export { supervisorFor, WORKERS, type WorkersHost } from "./workers-feature.ts";
