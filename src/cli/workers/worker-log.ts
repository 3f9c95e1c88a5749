/** The log of a worker: each of its events says which of them it was. */
import type { ILogObserver, LogEvent, LogLevel, LogObserver } from "../../logger/index.ts";

export function ofWorker(worker: number, observer: LogObserver): ILogObserver {
  const to: ILogObserver = typeof observer === "function" ? { observe: observer } : observer;
  return {
    observe(event: LogEvent): unknown {
      const { log_system, log_namespace = "-", log_level } = event;
      const system = log_system ?? `${log_namespace}#${log_level?.name ?? "-"}`;
      return to.observe({
        ...event,
        log_worker: worker,
        log_system: `${system} worker ${worker}`,
      });
    },
    isEnabled: (level: LogLevel, namespace: string) => to.isEnabled?.(level, namespace) ?? true,
  };
}
