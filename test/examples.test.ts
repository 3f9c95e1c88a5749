/** Each example, the same file both times: on the simulated network, and on real sockets. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { IService, IServiceMaker, ServiceReactor } from "torsion/application";
import { StreamServerEndpointService } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { clientFromString, connectProtocol } from "torsion/endpoints";
import chat from "torsion/examples/chat";
import echo from "torsion/examples/echo";
import quoteOfTheDay from "torsion/examples/quote-of-the-day";
import reconnectingClient from "torsion/examples/reconnecting-client";
import { IHostAddress } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

/** Where an example runs, and who talks to it. */
interface Stage {
  /** Where it is to listen, and where it is found. */
  readonly listen: string;
  readonly host: string;
  /** The reactor that programs are started on. */
  readonly reactor: ServiceReactor;
  /** The reactor of who talks to them. */
  readonly other: ServiceReactor;
  until(what: string, holds: () => boolean): Promise<void>;
}

function simulated(): Stage {
  const network = new MemoryNetwork({ latency: 0.01, jitter: 0.01 });
  return {
    listen: "tcp:0",
    host: "program",
    reactor: reactorOn(network.host("program")),
    other: reactorOn(network.host("other")),
    until: async (what, holds) => {
      for (let i = 0; !holds(); i++) {
        assert.ok(i < 1000, `waited in vain until ${what}`);
        network.advance(0.1);
      }
    },
  };
}

function real(): Stage {
  const reactor = reactorOn(node());
  return {
    listen: "tcp:0:interface=127.0.0.1",
    host: "127.0.0.1",
    reactor,
    other: reactor,
    until: async (what, holds) => {
      const limit = Date.now() + 15_000;
      while (!holds()) {
        assert.ok(Date.now() < limit, `waited in vain until ${what}`);
        await wait(2);
      }
    },
  };
}

/** Writes down what it hears. */
class Ear extends Protocol {
  heard = "";
  closed = false;
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost(): void {
    this.closed = true;
  }
  say(line: string): void {
    this.transport.write(utf8(line));
  }
}

async function start(stage: Stage, maker: IServiceMaker, options: object): Promise<IService> {
  const service = maker.makeService(stage.reactor, { ...options });
  await stage.until("it is made", () => true);
  service.startService();
  return service;
}

async function serve(stage: Stage, maker: IServiceMaker) {
  const service = await start(stage, maker, { listen: stage.listen });
  assert.ok(service instanceof StreamServerEndpointService);
  await stage.until("it listens", () => service.port !== null);
  const { port } = IHostAddress(service.port?.getHost());
  const join = async (): Promise<Ear> => {
    const ear = new Ear();
    connectProtocol(clientFromString(stage.other, `tcp:${stage.host}:${port}`), ear);
    await stage.until("connected", () => ear.connected);
    return ear;
  };
  return { service, port, join };
}

async function stop(stage: Stage, ...services: IService[]): Promise<void> {
  let left = services.length;
  for (const service of services)
    Promise.resolve(service.stopService()).then(() => {
      left -= 1;
    });
  for (let i = 0; i < 3; i++) await wait(0);
  await stage.until("all has stopped", () => left === 0 || stage.host === "program");
}

for (const [name, makeStage] of [
  ["on the simulated network", simulated],
  ["on real sockets", real],
] as const)
  describe(name, () => {
    test("echo sends back whatever comes in", async () => {
      const stage = makeStage();
      const { service, join } = await serve(stage, echo);
      const ear = await join();
      ear.say("anybody there?");
      await stage.until("it has come back", () => ear.heard === "anybody there?");
      ear.transport.loseConnection();
      await stage.until("closed", () => ear.closed);
      await stop(stage, service);
    });

    test("quote of the day says one thing and closes", async () => {
      const stage = makeStage();
      const { service, join } = await serve(stage, quoteOfTheDay);
      const ear = await join();
      await stage.until("closed", () => ear.closed);
      assert.match(ear.heard, /^\S.+\)\r\n$/);
      await stop(stage, service);
    });

    test("chat: names, talk, who comes and who leaves", async () => {
      const stage = makeStage();
      const { service, join } = await serve(stage, chat);
      const ada = await join();
      await stage.until("asked", () => ada.heard.includes("name?\n"));
      ada.say("\nada\r\n");
      await stage.until("ada is in", () => ada.heard.includes("ada came in\n"));
      const bob = await join();
      bob.say("ada\nb");
      bob.say("ob\nhello\u0007 ada\n");
      await stage.until("bob was heard", () => ada.heard.includes("bob: hello ada\n"));
      bob.transport.loseConnection();
      await stage.until("bob has left", () => ada.heard.includes("bob left\n"));
      assert.deepEqual(ada.heard.split("\n"), [
        "What is your name?",
        "A name has 1 to 20 letters. Yours?",
        "ada came in",
        "bob came in",
        "bob: hello ada",
        "bob left",
        "",
      ]);
      assert.deepEqual(bob.heard.split("\n"), [
        "What is your name?",
        "ada is here already. Another name?",
        "bob came in",
        "bob: hello ada",
        "",
      ]);
      ada.transport.loseConnection();
      await stage.until("closed", () => ada.closed);
      await stop(stage, service);
    });

    test("the reconnecting client joins the chat, and comes back when it is thrown out", async () => {
      const stage = makeStage();
      const { service, port, join } = await serve(stage, chat);
      const ear = await join();
      ear.say("watcher\n");
      await stage.until("the watcher is in", () => ear.heard.includes("watcher came in"));
      const connect = `tcp:${stage.host}:${port}`;
      const client = await start(stage, reconnectingClient, { connect, name: "ada" });
      const arrivals = (): number => ear.heard.split("ada came in").length - 1;
      await stage.until("ada is in", () => arrivals() === 1);
      const { whenConnected } = client as unknown as { whenConnected(): Promise<Protocol> };
      const talker = whenConnected.call(client) as unknown as { result: Protocol };
      talker.result.transport.abortConnection();
      await stage.until("ada has left", () => ear.heard.includes("ada left"));
      await stage.until("ada is back", () => arrivals() === 2);
      ear.transport.loseConnection();
      await stop(stage, client, service);
    });
  });

test("an example is 40 lines at the most", () => {
  const files = readdirSync("examples").filter((file) => /\.ts$/.test(file) && file !== "demo.ts");
  assert.equal(files.length, 4);
  for (const file of files) {
    const lines = readFileSync(`examples/${file}`, "utf8").trimEnd().split("\n").length;
    assert.ok(lines <= 40, `examples/${file} has ${lines} lines`);
  }
});

describe("the demo", () => {
  const demo = (...args: string[]): string =>
    execFileSync(process.execPath, ["dist/examples/demo.js", ...args], {
      encoding: "utf8",
      stdio: "pipe",
    });

  test("draws the same picture for the same seed, and another for another", () => {
    const first = demo("--seed", "7");
    assert.equal(demo("--seed", "7"), first);
    assert.notEqual(demo("--seed", "8"), first);
  });

  test("somebody is cut off, and finds the way back", () => {
    const picture = demo();
    for (const text of ["partition", "bob left", "heal", "bob came in", "here I am again"])
      assert.ok(picture.includes(text), text);
    assert.ok(picture.indexOf("bob left") < picture.lastIndexOf("bob came in"));
    assert.ok(picture.split("\n").every((line) => [...line].length <= 100));
  });

  test("a seed that is none is one message", () => {
    assert.throws(() => demo("--seed", "x"), /a seed is a whole number/);
    assert.match(demo("--help"), /^usage/);
  });
});
