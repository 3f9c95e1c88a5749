/**
 * The supervisor of workers, as a service: it has started when each of them has, and stopped when none is left.
 *
 * Rules: the first worker starts alone, so that what is wrong with the program is said once. One that ends before it has
 * started for the first time ends the whole; one that ends later is started again, as any process that is kept alive.
 */
import {
  MonitoredProcess,
  type RestartOptions,
  type RunningProcess,
  Service,
} from "../../application/index.ts";
import {
  CancelledError,
  Deferred,
  DeferredList,
  type Failure,
  succeed,
} from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import { type IReactorTime, ProcessTerminated } from "../../net/index.ts";
import type { WorkerMessage } from "../../platform/node/index.ts";
import { WorkerStartError } from "../errors.ts";
import type { HandedOver } from "./hand-over.ts";
import type { PortKeeper, PortUser, Tell } from "./port-keeper.ts";

const log: Logger = new Logger({ namespace: "twist" });

export interface WorkerProcess extends RunningProcess {
  signal(name: "TERM" | "KILL" | "HUP"): void;
}

/** What is heard of a worker. */
export interface WorkerEvents<S> {
  message(message: WorkerMessage, tell: Tell<S>): void;
  /** Once, when nothing more will be heard. */
  ended(reason: Failure): void;
}

/** @param S what a connection is to the process that accepts it. */
export type SpawnWorker<S> = (number: number, told: WorkerEvents<S>) => Deferred<WorkerProcess>;

export interface WorkersOptions<S extends HandedOver> extends RestartOptions {
  readonly count: number;
  readonly ports: PortKeeper<S>;
  readonly spawn: SpawnWorker<S>;
}

/** How long connections that have come in may wait for a worker when all is to end. */
const HAND_OVER_SECONDS = 1;

/** One of them, with each process that it has been. */
interface Worker {
  readonly number: number;
  readonly monitored: MonitoredProcess;
  process: WorkerProcess | null;
  /** Its services have, once or more. */
  hasStarted: boolean;
  /** Those of the present process have. */
  serves: boolean;
  /** Until then a signal would end it. */
  hangUpDue: boolean;
  /** Who waits until they have. */
  starting: Deferred<void> | null;
  /** The present process is to end, and the next one is waited for as it was. */
  again: boolean;
}

/** The one that is being started anew, and those that will be. */
interface Rolling {
  now: Worker;
  next: readonly Worker[];
}

export class Workers<S extends HandedOver = HandedOver> extends Service {
  readonly #time: IReactorTime;
  readonly #options: WorkersOptions<S>;
  readonly #workers: readonly Worker[];
  #ending = false;
  #rolling: Rolling | null = null;

  constructor(time: IReactorTime, options: WorkersOptions<S>) {
    super();
    this.setName("workers");
    this.#time = time;
    this.#options = options;
    this.#workers = Array.from({ length: options.count }, (_, index) => this.#worker(index + 1));
  }

  /** The process ids of those that run. */
  get pids(): readonly number[] {
    return this.#workers.flatMap(({ monitored: { pid } }) => (pid === null ? [] : [pid]));
  }

  /** Fires when the services of all of them have started. Fails with a `WorkerStartError`, or a `SpawnError`. */
  override privilegedStartService(): Deferred<void> {
    const [first, ...others] = this.#workers;
    return this.#start(first!).addCallback(() =>
      allOf(others.map((worker) => this.#start(worker))),
    );
  }

  override startService(): void {
    super.startService();
    log.info("{count} workers serve", { count: this.#workers.length, pids: this.pids });
  }

  /** Nothing is listened on any more; fires when the last of them has ended. */
  override stopService(): Deferred<void> {
    super.stopService();
    this.#ending = true;
    const { ports } = this.#options;
    const handedOver = ports.close();
    const limit = this.#time.callLater(HAND_OVER_SECONDS, () => handedOver.cancel());
    return handedOver
      .addBoth(() => {
        if (limit.active) limit.cancel();
        return allOf(this.#workers.map(({ monitored }) => monitored.stop()));
      })
      .addCallbacks(
        () => {
          ports.abandon();
        },
        (failure): void => {
          ports.abandon();
          throw failure;
        },
      );
  }

  /** Have each reopen its log, say; one that is just being started, when it has. */
  hangUp(): void {
    for (const worker of this.#workers)
      if (worker.serves) worker.process?.signal("HUP");
      else worker.hangUpDue = true;
  }

  /**
   * Start each anew, one after the other, while the others serve. Fires when the last one has started; one that does not
   * start keeps the next ones as they are. A second request in the meantime begins with the one that is being started, which
   * may have hung for what has been mended by now, and fires at once.
   */
  rollingRestart(): Deferred<void> {
    if (!this.running) return succeed(undefined);
    log.info("the workers are started anew, one by one");
    if (this.#rolling !== null) {
      this.#rollAgain(this.#rolling);
      return succeed(undefined);
    }
    const [first, ...others] = this.#workers;
    this.#rolling = { now: first!, next: others };
    return this.#roll(this.#rolling)
      .addCallbacks(
        () => log.info("all workers have been started anew"),
        (failure) => {
          if (!this.#ending) log.failure("the workers are not started anew", failure);
        },
      )
      .addCallback(() => {
        this.#rolling = null;
      });
  }

  #roll(rolling: Rolling): Deferred<void> {
    return this.#restart(rolling.now).addCallback(() => {
      const [next, ...others] = rolling.next;
      if (next === undefined) return;
      rolling.now = next;
      rolling.next = others;
      return this.#roll(rolling);
    });
  }

  #rollAgain(rolling: Rolling): void {
    const at = this.#workers.indexOf(rolling.now);
    rolling.next = [...this.#workers.slice(at + 1), ...this.#workers.slice(0, at)];
    const { starting, process, monitored } = rolling.now;
    // The old one is being ended, or the new one has not begun: it will be as new as can be.
    if (starting === null || process === null) return;
    rolling.now.again = true;
    monitored.restart();
  }

  #start(worker: Worker): Deferred<void> {
    const started = this.#whenStarted(worker);
    worker.monitored.start().addErrback((failure) => {
      if (!started.called) started.errback(failure);
    });
    return started;
  }

  #restart(worker: Worker): Deferred<void> {
    if (this.#ending) throw new CancelledError("the program is stopping");
    const started = new Deferred<void>();
    // Before the new one is there, the old one ends.
    worker.monitored.restart().addCallback(() => {
      if (this.#ending) started.errback(new CancelledError("the program is stopping"));
      else this.#whenStarted(worker).chainDeferred(started);
    });
    return started;
  }

  #whenStarted(worker: Worker): Deferred<void> {
    const started = new Deferred<void>();
    worker.starting = started;
    return started;
  }

  #worker(number: number): Worker {
    const { ports, spawn, count: _, ...restart } = this.#options;
    const monitored = new MonitoredProcess(
      this.#time,
      (ended) => {
        let user: PortUser<S> | null = null;
        const told: WorkerEvents<S> = {
          message: (message, tell) => {
            user ??= ports.user(`worker ${number}`, tell);
            this.#received(worker, user, message);
          },
          ended: (reason) => {
            user?.ended();
            this.#ended(worker, reason);
            ended(reason);
          },
        };
        return spawn(number, told).addCallback((process) => {
          worker.process = process;
          return process;
        });
      },
      {
        ...restart,
        // It may take longer than `threshold` to fail to start.
        awaitsReady: true,
        events: {
          ended: () => worker.hasStarted,
          restarting: (seconds, { value }) =>
            log.warn("{why}; it is started again {when}", {
              why: value.message,
              when: seconds === 0 ? "now" : `in ${seconds} s`,
              worker: number,
            }),
          killing: () =>
            log.error("worker {worker} has not ended in time, and is killed", { worker: number }),
        },
      },
    );
    const worker: Worker = {
      number,
      monitored,
      process: null,
      hasStarted: false,
      serves: false,
      hangUpDue: false,
      starting: null,
      again: false,
    };
    return worker;
  }

  #received(worker: Worker, user: PortUser<S>, message: WorkerMessage): void {
    if (message.torsion === "listen") user.listen(message.id, message.wanted);
    else if (message.torsion === "close") user.close(message.id);
    else if (message.torsion === "taken") user.answered(message.connection, "taken");
    else if (message.torsion === "refused") user.answered(message.connection, "refused");
    else if (message.torsion === "lost") user.answered(message.connection, "lost");
    else if (message.torsion === "stopping") user.stopping();
    else if (message.torsion === "started") {
      worker.hasStarted = true;
      worker.serves = true;
      worker.monitored.ready();
      if (worker.hangUpDue) worker.process?.signal("HUP");
      worker.hangUpDue = false;
      log.info("worker {worker} serves, process {pid}", {
        worker: worker.number,
        pid: worker.process?.pid,
      });
      this.#settle(worker, (starting) => starting.callback(undefined));
    }
  }

  #ended(worker: Worker, { value }: Failure): void {
    worker.process = null;
    worker.serves = false;
    if (worker.again) {
      worker.again = false;
      return;
    }
    const status = value instanceof ProcessTerminated ? value.exitCode : null;
    this.#settle(worker, (starting) =>
      starting.errback(new WorkerStartError(`${value.message} before it had started`, status)),
    );
  }

  #settle(worker: Worker, settle: (starting: Deferred<void>) => void): void {
    const { starting } = worker;
    worker.starting = null;
    if (starting !== null && !starting.called) settle(starting);
  }
}

/** Fires when all have; fails as soon as one does. */
function allOf(parts: readonly Deferred<void>[]): Deferred<void> {
  return new DeferredList(parts, { fireOnOneErrback: true, consumeErrors: true }).addCallbacks(
    () => {},
    ({ value }) => {
      throw value.cause ?? value;
    },
  );
}
