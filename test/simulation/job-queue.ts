/**
 * A job queue: a server, a client that has jobs, workers that do them, each on a host of its own. Programs under test, with a
 * bug to be planted.
 *
 * A request is a connection with one line each way: `put N` is answered by `ok` when the job is kept, `take` by `job N` or
 * `none`, `done N` by `ok`. What the server has on its disk outlives it; a write takes the disk a while.
 */
import { text, utf8 } from "torsion/bytes";
import { Deferred } from "torsion/deferred";
import { TCPClientEndpoint } from "torsion/endpoints";
import { ConnectionLost } from "torsion/net";
import { LineReceiver } from "torsion/protocols";
import { deferLater } from "torsion/task";
import type { SimulatedReactor } from "torsion/testing";
import { listenInTheEnd } from "./listening.ts";

const PORT = 7000;
const WRITE_SECONDS = 0.25;
/** Nobody waits for an answer longer than that. */
const PATIENCE_SECONDS = 2;
/** A worker that has not said that it is done after so long has died. */
const LEASE_SECONDS = 30;

/** Jobs by number, and what has become of them: what is written is there after a crash. */
export class Disk {
  readonly jobs: Map<number, "waiting" | "done"> = new Map();
}

export interface ServerOptions {
  /** The bug: `put` is answered before the job is kept. */
  readonly acknowledgesEarly?: boolean;
}

/** Gives what stops it. */
export function startServer(
  reactor: SimulatedReactor,
  disk: Disk,
  { acknowledgesEarly = false }: ServerOptions = {},
): () => Deferred<void> {
  const leases = new Map<number, number>();
  const write = (job: number, state: "waiting" | "done"): Deferred<void> =>
    deferLater(reactor, WRITE_SECONDS, () => {
      if (disk.jobs.get(job) !== "done") disk.jobs.set(job, state);
    });
  const next = (): string => {
    const now = reactor.seconds();
    for (const [job, state] of disk.jobs) {
      if (state === "done" || now < (leases.get(job) ?? 0)) continue;
      leases.set(job, now + LEASE_SECONDS);
      return `job ${job}`;
    }
    return "none";
  };
  const answer = async (line: string): Promise<string> => {
    const [word, number] = line.split(" ");
    if (word === "take") return next();
    const written = write(Number(number), word === "put" ? "waiting" : "done");
    if (!(acknowledgesEarly && word === "put")) await written;
    return "ok";
  };
  const open = new Set<Connection>();
  class Connection extends LineReceiver {
    override connectionMade(): void {
      open.add(this);
    }
    override connectionLost(): void {
      open.delete(this);
    }
    override async lineReceived(line: Uint8Array): Promise<void> {
      this.sendLine(utf8(await answer(text(line))));
      this.transport.loseConnection();
    }
  }
  const listening = listenInTheEnd(reactor, PORT, () => new Connection());
  return () => {
    // A client that lost its power leaves a connection that nobody will ever close.
    for (const { transport } of open) transport.abortConnection();
    return listening.addCallback((port) => port.stopListening());
  };
}

/** A request, and its answer; fails where none comes. */
function ask(reactor: SimulatedReactor, line: string): Deferred<string> {
  const answer = new Deferred<string>();
  class Request extends LineReceiver {
    override connectionMade(): void {
      this.sendLine(utf8(line));
    }
    override lineReceived(received: Uint8Array): void {
      answer.callback(text(received));
      this.transport.loseConnection();
    }
    override connectionLost(): void {
      if (!answer.called) answer.errback(new ConnectionLost("no answer"));
    }
  }
  const request = new Request();
  new TCPClientEndpoint(reactor, "server", PORT, { seconds: PATIENCE_SECONDS })
    .connect(() => request)
    .addErrback((failure) => answer.errback(failure));
  return answer.addTimeout(PATIENCE_SECONDS, reactor).addErrback((failure) => {
    request.transport?.abortConnection();
    throw failure;
  });
}

/** Ask until there is an answer, with a pause between attempts; `null` where the program is to stop. */
async function insist(program: Running, line: string): Promise<string | null> {
  while (program.runs) {
    try {
      return await ask(program.reactor, line);
    } catch {
      await program.pause();
    }
  }
  return null;
}

/** A program that does one thing after the other until it is stopped. */
class Running {
  readonly reactor: SimulatedReactor;
  runs = true;
  #pause: Deferred<void> | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(reactor: SimulatedReactor) {
    this.reactor = reactor;
  }

  start(body: (program: Running) => Promise<void>): () => Promise<void> {
    this.#ended = body(this);
    return () => {
      this.runs = false;
      this.#pause?.cancel();
      return this.#ended;
    };
  }

  async pause(): Promise<void> {
    this.#pause = deferLater(this.reactor, 0.5 + this.reactor.random());
    await this.#pause.addErrback(() => {});
  }
}

/** Puts jobs 1 to `count` into the queue; `kept` are those that it has been told are. */
export function startClient(
  reactor: SimulatedReactor,
  count: number,
  kept: Set<number>,
): () => Promise<void> {
  return new Running(reactor).start(async (program) => {
    for (let job = 1; job <= count && program.runs; job++) {
      if (kept.has(job)) continue;
      if ((await insist(program, `put ${job}`)) !== null) kept.add(job);
      await program.pause();
    }
  });
}

export function startWorker(reactor: SimulatedReactor): () => Promise<void> {
  return new Running(reactor).start(async (program) => {
    while (program.runs) {
      const [word, job] = ((await insist(program, "take")) ?? "none").split(" ");
      await program.pause();
      if (word === "job") await insist(program, `done ${job}`);
    }
  });
}
