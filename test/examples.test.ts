/** Each example, the same file both times: on the simulated network, and on real sockets. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { IService, IServiceMaker, ServiceReactor } from "torsion/application";
import { ClientService, type MultiService, StreamServerEndpointService } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { CancelledError, maybeDeferred } from "torsion/deferred";
import { clientFromString, connectProtocol, serverFromString } from "torsion/endpoints";
import chat from "torsion/examples/chat";
import echo from "torsion/examples/echo";
import { firstAnswer } from "torsion/examples/first-answer";
import keyValue from "torsion/examples/key-value";
import portForward from "torsion/examples/port-forward";
import { primesBelow } from "torsion/examples/primes";
import processMonitor from "torsion/examples/process-monitor";
import quoteOfTheDay from "torsion/examples/quote-of-the-day";
import reconnectingClient from "torsion/examples/reconnecting-client";
import shop from "torsion/examples/shop";
import socks from "torsion/examples/socks";
import { whois } from "torsion/examples/whois";
import { IHostAddress } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { LineReceiver, Protocol } from "torsion/protocols";
import { SOCKSAuthenticationError } from "torsion/protocols/socks";
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
  /** A file that programs can read: its path. */
  file(text: string): string;
  /** Every socket and timer goes, however the test has ended. */
  end(): Promise<void>;
  until(what: string, holds: () => boolean): Promise<void>;
}

function simulated(): Stage {
  const network = new MemoryNetwork({ latency: 0.01, jitter: 0.01 });
  return {
    listen: "tcp:0",
    host: "program",
    reactor: reactorOn(network.host("program")),
    other: reactorOn(network.host("other")),
    file: (text) => {
      network.environment("program").files.set("/etc/file", utf8(text));
      return "/etc/file";
    },
    end: async () => {},
    until: async (what, holds) => {
      for (let i = 0; !holds(); i++) {
        assert.ok(i < 1000, `waited in vain until ${what}`);
        await network.advanceAsync(0.1);
      }
    },
  };
}

function real(): Stage {
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const folder = mkdtempSync(join(tmpdir(), "examples-"));
  return {
    listen: "tcp:0:interface=127.0.0.1",
    host: "127.0.0.1",
    reactor,
    other: reactor,
    file: (text) => {
      const path = join(folder, "file");
      writeFileSync(path, text);
      return path;
    },
    end: async () => {
      rmSync(folder, { recursive: true });
      reactor.stop();
      await stopped;
    },
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
  length = 0;
  closed = false;
  override dataReceived(data: Uint8Array): void {
    this.length += data.length;
    if (this.length < 100_000) this.heard += text(data);
  }
  override connectionLost(): void {
    this.closed = true;
  }
  say(line: string): void {
    this.transport.write(utf8(line));
  }
}

function start(stage: Stage, maker: IServiceMaker, options: object): IService {
  const service = maker.makeService(stage.reactor, { ...options });
  service.startService();
  return service;
}

async function serve(stage: Stage, maker: IServiceMaker) {
  const service = start(stage, maker, { listen: stage.listen });
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

for (const [name, makeStage] of [
  ["on the simulated network", simulated],
  ["on real sockets", real],
] as const)
  describe(name, () => {
    let stage: Stage;
    beforeEach(() => {
      stage = makeStage();
    });
    afterEach(() => stage.end());

    test("echo sends back whatever comes in", async () => {
      const ear = await (await serve(stage, echo)).join();
      ear.say("anybody there?");
      await stage.until("it has come back", () => ear.heard === "anybody there?");
      ear.transport.loseWriteConnection();
      await stage.until("closed", () => ear.closed);
    });

    test("echo reads no more from a peer that reads nothing, and loses nothing", async () => {
      const ear = await (await serve(stage, echo)).join();
      const most = 100_000_000;
      let sent = 0;
      let quiet = 0;
      const more = (): void => {
        quiet = 0;
        if (sent < most) ear.transport.write(new Uint8Array(100_000));
        else ear.transport.unregisterProducer();
        sent = Math.min(sent + 100_000, most);
      };
      ear.transport.pauseProducing();
      ear.transport.registerProducer({ resumeProducing: more, stopProducing() {} }, false);
      await stage.until("nothing moves any more", () => ++quiet > 50);
      assert.ok(sent < most, "all buffers on the way are full long before");
      ear.transport.unregisterProducer();
      ear.transport.resumeProducing();
      await stage.until("all has come back", () => ear.length === sent);
    });

    test("quote of the day says one thing and closes", async () => {
      const ear = await (await serve(stage, quoteOfTheDay)).join();
      await stage.until("closed", () => ear.closed);
      assert.match(ear.heard, /^\S.+\)\r\n$/);
    });

    test("port-forward carries both ways, and the ends; a place that nobody is at is a close", async () => {
      const { port: behind } = await serve(stage, echo);
      const forward = async (to: number) => {
        const service = start(stage, portForward, {
          listen: stage.listen,
          to: `tcp:${stage.host}:${to}`,
        }) as StreamServerEndpointService;
        await stage.until("it listens", () => service.port !== null);
        const ear = new Ear();
        const { port } = IHostAddress(service.port?.getHost());
        connectProtocol(clientFromString(stage.other, `tcp:${stage.host}:${port}`), ear);
        await stage.until("connected", () => ear.connected);
        return ear;
      };
      const ear = await forward(behind);
      ear.say("anybody there?");
      await stage.until("it has come back", () => ear.heard === "anybody there?");
      ear.transport.loseWriteConnection();
      await stage.until("closed", () => ear.closed);
      const nobody = await forward(9);
      await stage.until("closed", () => nobody.closed);
    });

    test("socks connects to where it is asked to; private addresses are reached where that is said", async () => {
      const { port: behind } = await serve(stage, echo);
      for (const options of [{ private: true }, {}]) {
        const service = start(stage, socks, {
          listen: stage.listen,
          ...options,
        }) as StreamServerEndpointService;
        await stage.until("it listens", () => service.port !== null);
        const { port } = IHostAddress(service.port?.getHost());
        const ear = new Ear();
        let failed: unknown;
        connectProtocol(
          clientFromString(
            stage.other,
            `socks5:127.0.0.1:${behind}:endpoint=tcp\\:${stage.host}\\:${port}`,
          ),
          ear,
        ).addErrback(({ value }) => {
          failed = value;
        });
        await stage.until("an outcome", () => ear.connected || failed !== undefined);
        if (options.private) {
          ear.say("anybody there?");
          await stage.until("it has come back", () => ear.heard === "anybody there?");
          ear.transport.loseConnection();
        } else assert.match(String(failed), /its rules do not allow that/);
      }
    });

    test("key-value keeps what it is sent for all, and bears with what it does not understand", async () => {
      const { join } = await serve(stage, keyValue);
      const [ada, bob] = [await join(), await join()];
      ada.say('{"set":"a","to":[1]}\n7\n{"set":"b"}\n');
      await stage.until("it is kept", () => ada.heard.split("\n").length === 4);
      assert.equal(ada.heard, '{"value":[1]}\n{"error":"get or set"}\n{"value":null}\n');
      bob.say('{"get":"a"}\n{"get":"nothing"}\n{"get":');
      await stage.until("bob has answers", () => bob.heard.split("\n").length === 3);
      assert.equal(bob.heard, '{"value":[1]}\n{"value":null}\n');
      bob.say("x".repeat(2000));
      await stage.until("thrown out", () => bob.closed);
    });

    test("key-value is full some time, has three connections of a peer, and none with who reads nothing", async () => {
      const { join } = await serve(stage, keyValue);
      const ada = await join();
      for (let i = 0; i <= 1000; i++) ada.say(`{"set":"${i}"}\n`);
      await stage.until("it is full", () =>
        ada.heard.endsWith('{"value":null}\n{"error":"full"}\n'),
      );
      ada.say('{"set":"7","to":8}\n');
      await stage.until("what is there can be changed", () => ada.heard.endsWith('{"value":8}\n'));
      const others = [await join(), await join(), await join()];
      await stage.until("one is too many", () => others.some((ear) => ear.closed));
      assert.equal(others.filter((ear) => ear.closed).length, 1);
      const deaf = others.find((ear) => !ear.closed)!;
      deaf.transport.pauseProducing();
      const resumeProducing = (): void => deaf.say('{"get":"7"}\n'.repeat(1000));
      deaf.transport.registerProducer({ resumeProducing, stopProducing() {} }, false);
      await stage.until("who does not read is thrown out", () => deaf.closed);
    });

    test("shop sells, stops in order, and goes on where it was", async () => {
      const file = stage.file("7");
      const told: string[] = [];
      for (let visit = 1; visit <= 2; visit++) {
        const service = start(stage, shop, { listen: stage.listen, file }) as MultiService;
        assert.deepEqual(
          [...service].map(({ name }) => name),
          ["store", "saver", "web"],
        );
        const web = service.getServiceNamed("web") as StreamServerEndpointService;
        await stage.until("it listens", () => web.port !== null);
        const ear = new Ear();
        const { port } = IHostAddress(web.port?.getHost());
        connectProtocol(clientFromString(stage.other, `tcp:${stage.host}:${port}`), ear);
        await stage.until("connected", () => ear.connected);
        ear.say("tea\r\nmilk\r\n");
        await stage.until("both are sold", () => ear.heard.split("\n").length === 3);
        told.push(ear.heard);
        let stopped = false;
        maybeDeferred(() => service.stopService()).addCallback(() => {
          stopped = true;
        });
        await stage.until("it has stopped", () => stopped);
        ear.transport.loseConnection();
      }
      assert.deepEqual(told, ["sold: 8\r\nsold: 9\r\n", "sold: 10\r\nsold: 11\r\n"]);
    });

    test("whois gives the lines of an answer, and ends with its signal", async () => {
      let asked = 0;
      class Registry extends LineReceiver {
        override lineReceived(line: Uint8Array): void {
          if (++asked > 1) return;
          this.transport.write(utf8(`name: ${text(line)}\r\nowner: Ada\r\n`));
          this.transport.loseConnection();
        }
      }
      const registry = new StreamServerEndpointService(
        serverFromString(stage.reactor, stage.listen),
        Registry,
      );
      registry.startService();
      await stage.until("it listens", () => registry.port !== null);
      const server = `tcp:${stage.host}:${IHostAddress(registry.port?.getHost()).port}`;
      const outcomes: unknown[] = [];
      const note = (outcome: unknown): void => void outcomes.push(outcome);
      whois(stage.other, server, "example.org").then(note, note);
      await stage.until("it is answered", () => outcomes.length === 1);
      assert.deepEqual(outcomes, [["name: example.org", "owner: Ada"]]);
      const abort = new AbortController();
      whois(stage.other, server, "silence", abort.signal).then(note, note);
      await stage.until("it has asked", () => asked === 2);
      abort.abort();
      await stage.until("it has ended", () => outcomes.length === 2);
      assert.ok(outcomes[1] instanceof CancelledError, String(outcomes[1]));
    });

    test("socks with a file of users lets them in, and nobody else; a file that is wrong keeps it from starting", async () => {
      const { port: behind } = await serve(stage, echo);
      const service = start(stage, socks, {
        ...{ listen: stage.listen, private: true },
        users: stage.file("# who\nfred:secret\n"),
      }) as StreamServerEndpointService;
      await stage.until("it listens", () => service.port !== null);
      const { port } = IHostAddress(service.port?.getHost());
      for (const [who, isLetIn] of [
        [":username=fred:password=secret", true],
        [":username=fred:password=wrong", false],
        [":username=anna:password=secret", false],
        ["", false],
      ] as const) {
        const ear = new Ear();
        let failed: unknown;
        const to = `socks5:127.0.0.1:${behind}${who}:endpoint=tcp\\:${stage.host}\\:${port}`;
        connectProtocol(clientFromString(stage.other, to), ear).addErrback(({ value }) => {
          failed = value;
        });
        await stage.until("an outcome", () => ear.connected || failed !== undefined);
        assert.equal(ear.connected, isLetIn, who);
        if (isLetIn) ear.transport.loseConnection();
        else assert.ok(failed instanceof SOCKSAuthenticationError, String(failed));
      }
      for (const [users, error] of [
        [stage.file("fred"), /line 1 of the users: it is no name:password/],
        ["/no/such/file", /no such file/],
      ] as const)
        assert.throws(
          () => socks.makeService(stage.reactor, { listen: stage.listen, users }),
          error,
        );
    });

    test("the first answer is given, and who was slower is hung up on", async () => {
      const ears: Ear[] = [];
      const quiet = new StreamServerEndpointService(
        serverFromString(stage.reactor, stage.listen),
        () => {
          const ear = new Ear();
          ears.push(ear);
          return ear;
        },
      );
      quiet.startService();
      await stage.until("it listens", () => quiet.port !== null);
      const { port: talks } = await serve(stage, quoteOfTheDay);
      const ports = [IHostAddress(quiet.port?.getHost()).port, talks];
      const servers = ports.map((port) => `tcp:${stage.host}:${port}`);
      const answer = firstAnswer(stage.other, ...servers);
      await stage.until("somebody has answered", () => answer.called);
      assert.match(String(answer.result), new RegExp(`^${servers[1]} says: \\S.+\\)$`));
      await stage.until("the quiet one is alone", () => ears.every((ear) => ear.closed));
    });

    test("asking can be cancelled", async () => {
      const { port } = await serve(stage, echo);
      const silent = firstAnswer(stage.other, `tcp:${stage.host}:${port}`);
      let failed: unknown;
      silent.addErrback((failure) => {
        failed = failure.value;
      });
      silent.cancel();
      await stage.until("it has ended", () => silent.called);
      assert.ok(failed instanceof CancelledError);
    });

    test("chat: names, talk, who comes and who leaves", async () => {
      const { join } = await serve(stage, chat);
      const ada = await join();
      await stage.until("asked", () => ada.heard.includes("name?\n"));
      ada.say("ada\r\n");
      await stage.until("ada is in", () => ada.heard.includes("ada came in\n"));
      const bob = await join();
      bob.say("b");
      bob.say("ob\nhello\u0007 ada\n");
      await stage.until("bob was heard", () => ada.heard.includes("bob: hello ada\n"));
      bob.transport.loseConnection();
      await stage.until("bob has left", () => ada.heard.includes("bob left\n"));
      assert.equal(
        ada.heard,
        "What is your name?\nada came in\nbob came in\nbob: hello ada\nbob left\n",
      );
      assert.equal(bob.heard, "What is your name?\nbob came in\nbob: hello ada\n");
    });

    test("chat: a name that cannot be is refused, and why is said", async () => {
      const { join } = await serve(stage, chat);
      const [ada, eve] = [await join(), await join()];
      ada.say("ada\n");
      await stage.until("ada is in", () => ada.heard.includes("ada came in"));
      const answers: [string, string][] = [
        ["", "A name has 1 to 20 letters. Yours?"],
        [" \t\u0000\u200b ", "A name has 1 to 20 letters. Yours?"],
        ["x".repeat(21), "A name has 1 to 20 letters. Yours?"],
        ["ada", "ada is here already. Another name?"],
        [" a\u0007da\u200b", "ada is here already. Another name?"],
      ];
      for (const [name] of answers) eve.say(`${name}\n`);
      const expected = ["What is your name?", ...answers.map(([, answer]) => answer), ""].join(
        "\n",
      );
      await stage.until("all are refused", () => eve.heard.length >= expected.length);
      assert.equal(eve.heard, expected);
      eve.transport.loseConnection();
      await stage.until("closed", () => eve.closed);
      assert.equal(
        ada.heard,
        "What is your name?\nada came in\n",
        "of who has no name none is told",
      );
    });

    test("chat: a line without an end is not kept for ever", async () => {
      const eve = await (await serve(stage, chat)).join();
      eve.say("x".repeat(100_000));
      await stage.until("thrown out", () => eve.closed);
    });

    test("the reconnecting client joins the chat, and comes back when it is thrown out", async () => {
      const { port, join } = await serve(stage, chat);
      const ear = await join();
      ear.say("watcher\n");
      await stage.until("the watcher is in", () => ear.heard.includes("watcher came in"));
      const connect = `tcp:${stage.host}:${port}`;
      const client = start(stage, reconnectingClient, { connect, name: "ada" });
      assert.ok(client instanceof ClientService);
      const arrivals = (): number => ear.heard.split("ada came in").length - 1;
      await stage.until("ada is in", () => arrivals() === 1);
      client
        .whenConnected()
        .addCallback((talker) => (talker as Protocol).transport.abortConnection());
      await stage.until("ada has left", () => ear.heard.includes("ada left"));
      await stage.until("ada is back", () => arrivals() === 2);
    });
  });

test("procmon keeps a program running: it is started again, and ended when the service stops", () => {
  const network = new MemoryNetwork();
  const started: (readonly string[])[] = [];
  network.executable("/bin/brief", (child) => {
    started.push(child.args);
    return child.wait(2);
  });
  const service = processMonitor.makeService(reactorOn(network.host("a")), {
    command: ["/bin/brief", "--flag"],
  });
  service.startService();
  network.advance(5);
  assert.deepEqual(started[1], ["/bin/brief", "--flag"]);
  service.stopService();
  network.advance(100);
  assert.equal(started.length, 3);
});

test("an example is 40 lines at the most", () => {
  const files = readdirSync("examples").filter((file) => /\.ts$/.test(file) && file !== "demo.ts");
  assert.equal(files.length, 12);
  for (const file of files) {
    const lines = readFileSync(`examples/${file}`, "utf8").trimEnd().split("\n").length;
    assert.ok(lines <= 40, `examples/${file} has ${lines} lines`);
  }
});

test("primes are counted by threads, which say how far they are, and can be stopped", async () => {
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  let counted = 0;
  const count = (numbers: number): void => {
    counted += numbers;
  };
  assert.equal(await primesBelow(reactor, 250_000, count), 22_044);
  assert.equal(counted, 250_000);
  const endless = primesBelow(reactor, 1_000_000_000);
  endless.cancel();
  await assert.rejects(endless);
  assert.equal(reactor.getThreadPool().waiting, 0);
  reactor.stop();
  await stopped;
});

describe("the demo", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["dist/examples/demo.js", ...args], { encoding: "utf8" });
  const demo = (...args: string[]): string => {
    const { status, stdout, stderr } = run(...args);
    assert.deepEqual([status, stderr], [0, ""]);
    return stdout;
  };

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

  test("a quarter of an hour is a few dozen events", () => {
    // Counted, not timed: how long they take is the machine's affair.
    for (const seed of ["1", "2", "3"]) {
      const lines = demo("--seed", seed).split("\n");
      const last = lines
        .map(Number.parseFloat)
        .filter((seconds) => seconds > 0)
        .at(-1);
      assert.ok(last !== undefined && last > 15 * 60, String(last));
      assert.ok(lines.length < 100, String(lines.length));
    }
  });

  test("what is wrong is one message, with the usage and status 64; --help is none", () => {
    for (const args of [["--seed", "x"], ["--seed", "-1"], ["--seed", ""], ["--sed"], ["7"]]) {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [64, ""], args.join(" "));
      assert.match(stderr, /^demo: .+\n\nusage: npm run demo/s);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
    assert.match(demo("--help"), /^usage/);
  });
});
