/**
 * Tells systemd how a program does: that it has started, that it lives, that it stops (`Type=notify`, sd_notify(3)).
 *
 * Rules: READY is said when all services have started, ports open, and never before. The watchdog is told by the
 * reactor's own turns, so that a program which hangs is silent. The program is never worse off for what cannot be told.
 */
import type { IService, ServiceOptions } from "../../application/index.ts";
import { type IEnvironment, IReactorEnvironment, IReactorProcess } from "../../net/index.ts";
import { LoopingCall } from "../../task/index.ts";
import type { IReactorTime } from "../../time/index.ts";
import { AFTER_GRACE_SECONDS, graceOf } from "../drain.ts";
import type { Feature, LifeCycleHooks } from "../feature.ts";
import { listeningOn } from "./listening-on.ts";
import { Notifications } from "./notifications.ts";
import { systemdNotify } from "./systemd-notify.ts";
import { watchdogSeconds } from "./watchdog.ts";

/** For this process alone: a child that says that it stops would have systemd stop us. */
const OURS = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"];

export interface SupervisedOptions {
  /** Take a variable out of the environment that children get. */
  readonly forget?: (variable: string) => void;
}

export function supervised({
  forget = (variable) => void Reflect.deleteProperty(process.env, variable),
}: SupervisedOptions = {}): Feature {
  return {
    options: [],
    join({ reactor, service, options, workers }) {
      if (!IReactorEnvironment.providedBy(reactor) || !IReactorProcess.providedBy(reactor))
        return null;
      const { environment } = reactor;
      const socket = environment.variable("NOTIFY_SOCKET");
      // A worker leaves it to its supervisor.
      if (!socket || workers?.supervisor) return null;
      const path = environment.variable("PATH");
      const notifications = new Notifications(systemdNotify(reactor, { socket, path }));
      const hooks = hooksOf(notifications, { reactor, environment, service, options });
      for (const variable of OURS) forget(variable);
      return hooks;
    },
  };
}

interface Supervision {
  readonly reactor: IReactorTime;
  readonly environment: IEnvironment;
  readonly service: IService;
  readonly options: ServiceOptions;
}

function hooksOf(
  notifications: Notifications,
  { reactor, environment, service, options }: Supervision,
): LifeCycleHooks {
  const seconds = watchdogSeconds(environment);
  const alive = new LoopingCall(() => notifications.tell({ WATCHDOG: "1" }), { clock: reactor });
  return {
    starting() {
      notifications.tell({ STATUS: "starting" });
    },
    started() {
      notifications.tell({ READY: "1", STATUS: listeningOn(service) });
      if (seconds !== null) alive.start(seconds, { now: false });
    },
    stopping() {
      // The end may take this long, whatever the unit says of it.
      const limit = String(Math.ceil((graceOf(options) + AFTER_GRACE_SECONDS) * 1e6));
      notifications.tell({ STOPPING: "1", STATUS: "stopping", EXTEND_TIMEOUT_USEC: limit });
    },
    stopped() {
      if (alive.running) alive.stop();
      return notifications.settled();
    },
  };
}
