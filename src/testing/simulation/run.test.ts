import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail } from "../../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { type RunOptions, runOnce, type Scenario } from "./run.ts";
import { runHost, runSeed } from "./test-host.test-fixture.ts";
import type { SimulatedReactor, World } from "./world.ts";

/** The signature of the failure, and when. */
async function failureOf(scenario: Scenario, options: RunOptions = {}): Promise<string> {
  const { failure } = await runSeed(scenario, options);
  return failure === null ? "none" : `${failure.signature} at ${failure.at}`;
}

/** A connection each second, which is closed at once. */
function knock(reactor: SimulatedReactor): () => void {
  let runs = true;
  const again = (): void => {
    if (runs) reactor.callLater(1, again);
    new TCPClientEndpoint(reactor, "b", 80)
      .connect(Protocol)
      .addCallback(({ transport }) => transport.loseConnection())
      .addErrback(() => {});
  };
  again();
  return () => {
    runs = false;
  };
}

function open(reactor: SimulatedReactor): () => unknown {
  const listening = new TCPServerEndpoint(reactor, 80).listen(Protocol);
  return () => listening.addCallback((port) => port.stopListening());
}

test("a scenario that sets nothing up is over at once; one that waits goes on while time passes", async () => {
  assert.equal((await runSeed(() => {})).seconds, 0);
  const seen: number[] = [];
  const { failure, seconds } = await runSeed(async (world) => {
    for (let i = 0; i < 3; i++) {
      await world.sleep(10);
      seen.push(world.now());
    }
  });
  assert.equal(failure, null);
  assert.deepEqual(seen, [10, 20, 30]);
  assert.equal(seconds, 30);
});

test("what always holds is asked after each event, and ends the run where it does not", async () => {
  const scenario = (world: World): void => {
    let connected = 0;
    world.boot("b", open);
    world.boot("a", knock);
    world.network.observe(({ packet }) => {
      if (packet?.flags === "SYN-ACK") connected += 1;
    });
    world.always("fewer than five", () => connected < 5);
    world.eventually("never", () => false);
  };
  assert.match(await failureOf(scenario), /^always "fewer than five" at 2\.0/);
  assert.match(
    await failureOf((world) => {
      world.boot("b", open);
      world.boot("a", knock);
      world.always("throws", () => assert.fail("as it does"));
      world.eventually("never", () => false);
    }),
    /^always "throws" at 0/,
  );
});

test("what is to hold eventually has its time after all is healed", async () => {
  const options: RunOptions = { seconds: 20, within: 30 };
  const at =
    (time: number): Scenario =>
    (world) => {
      world.after(time, () => {});
      world.eventually("time has come", () => world.now() >= time);
    };
  assert.equal(await failureOf(at(50), options), "none");
  assert.equal(await failureOf(at(51), options), 'eventually "time has come" at 50');
  assert.equal(await failureOf(() => new Deferred(), options), "scenario waits at 50");
});

test("faults come as planned, and those that are left out move no other", async () => {
  const scenario = (world: World): void => {
    world.boot("b", open);
    world.boot("a", knock);
    world.eventually("a minute has passed", () => world.now() >= 60);
  };
  const options: RunOptions = { faults: { kinds: ["partition"] } };
  const { plan, failure, trace } = await runSeed(scenario, options);
  assert.equal(failure, null);
  assert(plan.length > 3, `${plan.length}`);
  const begun = (events: typeof trace): number[] =>
    events.events.flatMap((event) =>
      event.kind === "fault" && event.text === "partition" ? [event.at] : [],
    );
  assert.deepEqual(
    begun(trace),
    plan.map(({ at }) => at),
  );
  const some = await runSeed(scenario, options, { seed: 1, faults: [1, 3] });
  assert.deepEqual(begun(some.trace), [plan[1]!.at, plan[3]!.at]);
  assert.deepEqual(some.plan, plan);
});

test("an exception of the scenario, of a program, or that nobody saw is a failure of the run", async () => {
  assert.equal(
    await failureOf(() => {
      throw new RangeError("no");
    }),
    "scenario RangeError at 0",
  );
  assert.equal(
    await failureOf(async (world) => {
      await world.sleep(1);
      throw new RangeError("no");
    }),
    "scenario RangeError at 1",
  );
  const program = (world: World): void => {
    world.boot("a", (reactor) => {
      reactor.callLater(2, () => {
        throw new TypeError("oops");
      });
    });
    world.eventually("five seconds have passed", () => world.now() >= 5);
  };
  assert.equal(await failureOf(program), "logged TypeError at 2");
  assert.equal(await failureOf(program, { tolerates: [TypeError] }), "none");
  assert.equal(
    await failureOf(() => void fail(new SyntaxError("unseen"))),
    "unhandled SyntaxError at 0",
  );
});

test("a program that says how it is stopped is stopped, and may leave nothing", async () => {
  const scenario =
    (stop: (reactor: SimulatedReactor) => () => unknown): Scenario =>
    (world) => {
      world.boot("a", stop);
    };
  assert.equal(await failureOf(scenario(() => () => {})), "none");
  assert.match(
    await failureOf(
      scenario((reactor) => {
        reactor.callLater(1000, () => {});
        return () => {};
      }),
    ),
    /^left over delayed call/,
  );
  assert.match(await failureOf(scenario(() => () => new Deferred())), /^stop of a/);
  assert.match(
    await failureOf(scenario(() => () => fail(new RangeError("cannot")))),
    /^stop of a RangeError/,
  );
});

test("what stopping has set in motion happens before anybody looks", async () => {
  const giveUp: Scenario = (world) => {
    world.reactor("b");
    world.boot("a", (reactor) => {
      const attempt = new TCPClientEndpoint(reactor, "b", 80).connect(Protocol);
      attempt.addErrback(() => {});
      return () => attempt.cancel();
    });
  };
  assert.equal(await failureOf(giveUp), "none");
});

test("programs that set each other off without end are stopped", async () => {
  const scenario = (world: World): void => {
    world.boot("a", (reactor) => {
      const again = (): void => void reactor.callLater(0, again);
      again();
    });
    world.eventually("never", () => false);
  };
  assert.equal(await failureOf(scenario, { maxEvents: 1000 }), "endless at 0");
});

test("what the host forbids fails the run, and is allowed again after it", async () => {
  let forbidden = 0;
  const { failure } = await runOnce(
    async (world) => world.sleep(1),
    {},
    { seed: 1 },
    {
      ...runHost,
      forbidWorld: (report) => {
        forbidden += 1;
        report(new RangeError("Math.random()"));
        return () => {
          forbidden -= 1;
        };
      },
    },
  );
  assert.equal(failure?.signature, "forbidden RangeError");
  assert.equal(forbidden, 0);
});

/** What a run would never come to an end of, if it counted packets alone. */
const ENDLESS: Readonly<Record<string, Scenario>> = {
  "alarms of the scenario": (world) => {
    const again = (): void => world.after(0, again);
    again();
  },
  "a scenario that waits for no time": async (world) => {
    for (;;) await world.sleep(0);
  },
  "things that are soon to happen": (world) => {
    const { soon } = world.network.host("a");
    const again = (): void => soon(again);
    soon(again);
  },
};

for (const [what, scenario] of Object.entries(ENDLESS))
  test(`${what}, again and again, are stopped`, async () => {
    const options: RunOptions = { maxEvents: 1000, network: { mostAtOnce: 1000 } };
    assert.equal(await failureOf(scenario, options), "endless at 0");
  });

test("a scenario that waits for nothing goes on while something happens; its alarms ring", async () => {
  let seconds = 0;
  const scenario = (world: World): void => {
    world.boot("a", (reactor) => {
      const tick = (): void => {
        seconds += 1;
        if (seconds < 40) reactor.callLater(1, tick);
      };
      tick();
    });
    world.always("less than thirty", () => seconds < 30);
  };
  assert.equal(await failureOf(scenario), 'always "less than thirty" at 29');
  const crash = (world: World): void => {
    world.after(50, () => assert.fail("it rings"));
    world.eventually("at once", () => true);
  };
  assert.equal(await failureOf(crash), "scenario AssertionError at 50");
});

test("a program that cannot be booted again fails the run, and so does one that gives a promise", async () => {
  const scenario =
    (program: (life: number) => void): Scenario =>
    (world) => {
      let life = 0;
      world.boot("a", () => program(++life));
      world.after(1, () => world.network.crash("a"));
    };
  const once = (life: number): void => assert.equal(life, 1);
  assert.equal(await failureOf(scenario(once)), "boot of a AssertionError at 1");
  assert.equal(await failureOf(scenario(async () => {})), "boot of a SimulationOptionError at 0");
});

test("an answer that is neither true nor false is no answer; what an invariant throws is told", async () => {
  const { failure } = await runSeed((world) => {
    world.after(1, () => {});
    world.always("x", (async () => true) as unknown as () => boolean);
  });
  assert.equal(failure?.signature, 'always "x"');
  assert.match(String(failure?.error), /must say true or false/);
  const { failure: thrown } = await runSeed((world) =>
    world.eventually("y", () => assert.fail("why")),
  );
  assert.match(String(thrown?.error), /why/);
});

test("hosts that come late are hit; one that never comes was misspelt", async () => {
  const late: Scenario = async (world) => {
    await world.sleep(20);
    world.boot("late", () => {});
    world.network.observe(({ from, text }) => {
      if (text === "crash") world.note(from, "it was hit");
    });
  };
  const faults = { kinds: ["crash"], perMinute: 30 };
  const { trace, plan } = await runSeed(late, { faults });
  const notes = trace.events.filter(({ kind }) => kind === "note");
  assert(notes.length > 2, `${notes.length}`);
  assert.deepEqual(plan.at(-1)?.on, ["late"]);
  await assert.rejects(runSeed(late, { faults: { ...faults, hosts: ["lato"] } }), /faults on lato/);
});

test("the clock of a network that its scenario has moved goes on from there", async () => {
  const scenario: Scenario = (world) => {
    world.boot("a", () => {});
    world.network.advance(30);
    world.eventually("later", () => world.now() >= 40);
  };
  assert.equal(await failureOf(scenario, { faults: { kinds: ["crash"] } }), "none");
});

test("one run at a time: another one, inside or beside it, is refused and does it no harm", async () => {
  const inside: Scenario = () =>
    assert.rejects(
      runSeed(() => {}),
      /runs in this process already/,
    );
  assert.equal(await failureOf(inside), "none");
  const [one, other] = await Promise.allSettled([runSeed(() => {}), runSeed(() => {})]);
  assert.deepEqual([one.status, other.status], ["fulfilled", "rejected"]);
  const refuses = { forbidWorld: () => assert.fail("refused") };
  await assert.rejects(
    runOnce(() => {}, {}, { seed: 1 }, refuses),
    /refused/,
  );
  assert.equal(await failureOf(() => {}), "none");
});

test("what nobody caught is told by the host, and is a failure of the run unless it is tolerated", async () => {
  const { failure } = await runOnce(
    () => {},
    { tolerates: [RangeError] },
    { seed: 1 },
    {
      catchStrays: (report) => {
        report("uncaught", new RangeError("tolerated"));
        return () => {};
      },
    },
  );
  assert.equal(failure, null);
  const { failure: found } = await runOnce(
    () => {},
    {},
    { seed: 1 },
    {
      catchStrays: (report) => {
        setImmediate(() => report("unhandled rejection", new TypeError("late")));
        return () => {};
      },
    },
  );
  assert.equal(found?.signature, "unhandled rejection TypeError");
});

test("what a program does at once when it is stopped is done before it is looked at", async () => {
  const scenario: Scenario = (world) => {
    world.boot("a", (reactor, { soon }) => () => {
      const failed = fail(new RangeError("dealt with soon"));
      soon(() => failed.addErrback(() => {}));
      reactor.callLater(0, () => {});
    });
  };
  assert.equal(await failureOf(scenario), "none");
});
