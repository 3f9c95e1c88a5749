/** Keeps a program running, whatever it is. `twist procmon sleep 10`; what it prints is in the log. */
import { ProcessMonitor, parseSeconds, serviceMaker } from "torsion/application";
import { IReactorProcess, type IReactorTime } from "torsion/net";

const seconds = { value: "seconds", parse: parseSeconds } as const;

export default serviceMaker({
  tapname: "procmon",
  description: "keep a program running, and start it again when it ends",
  options: [
    { name: "threshold", default: 1, help: "ended sooner is ended at once", ...seconds },
    { name: "killtime", default: 5, help: "time to end on SIGTERM, before SIGKILL", ...seconds },
    { name: "minrestartdelay", default: 1, help: "the delay when it ends at once", ...seconds },
    { name: "maxrestartdelay", default: 3600, help: "the delay doubles up to this", ...seconds },
  ],
  arguments: [{ name: "command", multiple: true, verbatim: true, help: "what to run" }],
  makeService(reactor, { command, threshold, killtime, minrestartdelay, maxrestartdelay }) {
    const monitor = new ProcessMonitor(IReactorProcess(reactor) as IReactorProcess & IReactorTime, {
      threshold,
      killTime: killtime,
      minRestartDelay: minrestartdelay,
      maxRestartDelay: maxrestartdelay,
    });
    monitor.addProcess(command[0] ?? "", command, { env: null });
    return monitor;
  },
});
