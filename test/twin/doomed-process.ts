/**
 * The side of a scenario that is stopped and killed: a real process, or a simulated host.
 *
 * Of the dead nothing more is heard, so what they have seen last stays as it was.
 */
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MemoryNetwork } from "torsion/platform/memory";
import { reactorOn } from "torsion/reactor/core";
import type { Blow, DeathScenario } from "./death-scenario.ts";
import type { Records } from "./play.ts";
import type { Step } from "./scenario.ts";
import { Side } from "./side.ts";

export interface Doomed {
  /** @param port where the server listens, if that is not this side. */
  begin(scenario: DeathScenario, port: number): void;
  perform(step: Step): void;
  strike(blow: Blow): void;
  /** Where it listens; 0: nowhere. */
  readonly port: number;
  readonly state: "runs" | "stands still" | "is gone";
  pages(): Records;
}

/** What the real process is told, and what it tells. */
export type Order = Step | { readonly scenario: DeathScenario; readonly port: number };

export interface News {
  readonly port: number;
  readonly pages: Records;
}

const SIGNALS = { stop: "SIGSTOP", continue: "SIGCONT", kill: "SIGKILL" } as const;

export class DoomedProcess implements Doomed {
  readonly #child: ChildProcess = fork(
    fileURLToPath(new URL("./doomed-program.js", import.meta.url)),
  );
  #news: News = { port: 0, pages: {} };
  #gone = false;

  constructor() {
    this.#child.on("message", (news: News) => {
      this.#news = news;
    });
    this.#child.on("exit", () => {
      this.#gone = true;
    });
  }

  begin(scenario: DeathScenario, port: number): void {
    this.#order({ scenario, port });
  }

  perform(step: Step): void {
    this.#order(step);
  }

  strike(blow: Blow): void {
    this.#child.kill(SIGNALS[blow]);
  }

  get port(): number {
    return this.#news.port;
  }

  get state(): Doomed["state"] {
    if (this.#gone) return "is gone";
    return /\) T/.test(readFileSync(`/proc/${this.#child.pid}/stat`, "latin1"))
      ? "stands still"
      : "runs";
  }

  pages(): Records {
    return this.#news.pages;
  }

  #order(order: Order): void {
    this.#child.send(order);
  }
}

export class DoomedHost implements Doomed {
  readonly #network: MemoryNetwork;
  readonly #name: string;
  readonly #server: string;
  #side: Side | undefined;
  state: Doomed["state"] = "runs";

  /** @param server the name of the host that the server is on, which may be `name`. */
  constructor(network: MemoryNetwork, name: string, server: string) {
    this.#network = network;
    this.#name = name;
    this.#server = server;
  }

  begin(scenario: DeathScenario, port: number): void {
    const reactor = reactorOn(this.#network.host(this.#name));
    const place = { host: this.#server, port: () => port };
    this.#side = Side.of(scenario, scenario.dies, reactor, place);
  }

  perform(step: Step): void {
    this.#side!.perform(step);
  }

  strike(blow: Blow): void {
    if (blow === "stop") this.#network.pause(this.#name);
    else if (blow === "continue") this.#network.resume(this.#name);
    else this.#network.kill(this.#name);
    this.state = blow === "kill" ? "is gone" : blow === "stop" ? "stands still" : "runs";
  }

  get port(): number {
    return this.#side?.port ?? 0;
  }

  pages(): Records {
    return this.#side?.pages() ?? {};
  }
}
