/** Names: what the platform's resolver says, and what becomes of whatever a program's own one does (R16, R17). */
import { type Awaitable, fail, succeed } from "../../deferred/index.ts";
import { IHostAddress, IPv4Address, IPv6Address } from "../../net/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { check, same } from "./errors.ts";
import {
  answering,
  type NamesConformanceSetup,
  NamesWorld,
  Receiver,
  ScriptedResolver,
} from "./names-world.ts";
import { PeerFactory } from "./peer-factory.ts";

/** Port of the server that is listened on, and one that is not. */
async function ports(world: NamesWorld): Promise<{ open: number; closed: number }> {
  const gone = await world.listen(new PeerFactory());
  const open = IHostAddress((await world.listen(new PeerFactory())).getHost()).port;
  await world.result(gone.stopListening());
  return { open, closed: IHostAddress(gone.getHost()).port };
}

async function connects(world: NamesWorld, name: string, port: number): Promise<void> {
  const { factory } = world.attempt(name, port);
  await world.until("connected", () => factory.peers[0]?.open === true);
  await world.settle();
  same("events", factory.events, ["start", "connecting", "build"]);
}

/** What a resolver may do, and must not harm. */
const BAD_RESOLVERS: Readonly<Record<string, (receiver: Receiver) => unknown>> = {
  throws: () => {
    throw new RangeError("on purpose");
  },
  rejects: () => Promise.reject(new RangeError("on purpose")),
  "has no address": (receiver) => receiver.resolutionComplete(),
  "answers with a name": (receiver) => {
    receiver.addressResolved(new IPv4Address("TCP", "no address at all", 1));
    receiver.resolutionComplete();
  },
  "answers with rubbish": (receiver) => {
    for (const rubbish of [null, 5, "text", {}, { host: 7, port: 1 }, Object.create(null)])
      receiver.addressResolved(rubbish as never);
    receiver.resolutionComplete();
  },
  "answers with a port that is none": (receiver) => {
    receiver.addressResolved({ ...new IPv4Address("TCP", "127.0.0.1", 1), port: 70_000 } as never);
    receiver.resolutionComplete();
  },
};

export const namesCases: readonly ConformanceCase<NamesWorld>[] = [
  behaviour("R17: began, then each address, then complete, once", async (world) => {
    const { events, addresses } = await world.resolved(world.name, { portNumber: 8080 });
    const each = addresses.map(() => "address");
    same("events", events, ["began", ...each, "complete"]);
    check(
      "the server's is among them",
      addresses.some(({ host }) => host === world.host),
    );
    check(
      "as was asked for",
      addresses.every(({ port, type }) => port === 8080 && type === "TCP"),
    );
    same("none twice", new Set(addresses.map(String)).size, addresses.length);
  }),

  behaviour("R17: a name of nobody is complete without an address, and no error", async (world) => {
    same("events", (await world.resolved(world.nobody)).events, ["began", "complete"]);
  }),

  behaviour(
    "R17: addresses of the types that were asked for, and of UDP where asked",
    async (world) => {
      const v4 = await world.resolved(world.name, {
        addressTypes: [IPv4Address],
        transportSemantics: "UDP",
      });
      check(
        "v4, UDP",
        v4.addresses.every((at) => at instanceof IPv4Address && at.type === "UDP"),
      );
      const v6 = await world.resolved(world.name, { addressTypes: [IPv6Address] });
      check(
        "v6",
        v6.addresses.every((at) => at instanceof IPv6Address),
      );
      const both = await world.resolved(world.name, { addressTypes: [IPv6Address, IPv4Address] });
      check("both", both.addresses.length >= Math.max(v4.addresses.length, v6.addresses.length));
    },
  ),

  behaviour("no address is told before resolveHostName returns", async (world) => {
    const receiver = new Receiver();
    const { name } = world.client.nameResolver.resolveHostName(receiver, world.name);
    same("the name", name, world.name);
    same("at first", receiver.events, ["began"]);
    await world.until("complete", () => receiver.isComplete);
  }),

  behaviour("a resolution that is cancelled tells nothing more", async (world) => {
    const receiver = new Receiver();
    const resolution = world.client.nameResolver.resolveHostName(receiver, world.name);
    resolution.cancel();
    resolution.cancel();
    await world.settle();
    same("events", receiver.events, ["began"]);
  }),

  behaviour("a resolution that is cancelled by its receiver tells nothing more", async (world) => {
    const receiver = new Receiver();
    const resolution = world.client.nameResolver.resolveHostName(receiver, world.name);
    receiver.on = (event) => event === "address" && resolution.cancel();
    await world.until("an address", () => receiver.events.length > 1);
    await world.settle();
    same("events", receiver.events, ["began", "address"]);
  }),

  behaviour("what a receiver throws is logged, and it is told the rest", async (world) => {
    const receiver = new Receiver();
    receiver.on = (event) => {
      throw new RangeError(event);
    };
    world.client.nameResolver.resolveHostName(receiver, world.name);
    await world.until("complete", () => receiver.isComplete);
    check("all of it", receiver.events.length > 2);
  }),

  behaviour(
    "R16: resolve gives an IPv4 address of a name, the name alone of nobody fails",
    async (world) => {
      same("found", await world.result(world.client.resolve(world.name)), world.host);
      const error = await world.failure(world.client.resolve(world.nobody));
      same("class", error.name, "DNSLookupError");
      check("it says what", error.message.includes(world.nobody));
    },
  ),

  behaviour("R16: an address is never looked up, and the empty name is 0.0.0.0", async (world) => {
    const resolver = answering({ host: world.host, port: 0 });
    world.client.installNameResolver(resolver);
    for (const address of ["10.1.2.3", "::1", "2001:db8::1"])
      same(address, await world.result(world.client.resolve(address)), address);
    same("empty", await world.result(world.client.resolve("")), "0.0.0.0");
    await world.refusal("127.0.0.1");
    same("asked", resolver.asked, []);
  }),

  behaviour(
    "X18: connectTCP by name: the peer is the address, the destination the name",
    async (world) => {
      const { open } = await ports(world);
      const { factory, connector } = world.attempt(world.name, open);
      await world.until("connected", () => factory.peers[0]?.open === true);
      same("peer", String(factory.peer.transport.getPeer()), `${world.host}:${open}`);
      same("destination", String(connector.getDestination()), `${world.name}:${open}`);
    },
  ),

  behaviour(
    "X18: connectTCP to a name of nobody is DNSLookupError, and says why",
    async (world) => {
      const error = await world.refusal(world.nobody, 80);
      same("class", error.name, "DNSLookupError");
      check("where", error.message.startsWith(`cannot connect to ${world.nobody}:80: `));
      check("why", error.cause instanceof Error);
    },
  ),

  behaviour(
    "a resolver that was plugged in is asked, and the one before it given back",
    async (world) => {
      const { open } = await ports(world);
      const resolver = answering({ host: world.host, port: 0 });
      const before = world.client.nameResolver;
      check("the one before", world.client.installNameResolver(resolver) === before);
      check("installed", world.client.nameResolver === resolver);
      await connects(world, "alias.invalid", open);
      await connects(world, "alias.invalid", open);
      same("asked at each attempt", resolver.asked, ["alias.invalid", "alias.invalid"]);
      same("for this port", resolver.options[0], { portNumber: open });
      same("resolve", await world.result(world.client.resolve("alias.invalid")), world.host);
    },
  ),

  behaviour("a resolver can ask the one before it", async (world) => {
    const { open } = await ports(world);
    const before = world.client.nameResolver;
    world.client.installNameResolver({
      resolveHostName: (receiver, _name, options) =>
        before.resolveHostName(receiver, world.name, options),
    });
    await connects(world, "alias.invalid", open);
  }),

  behaviour("an address that refuses does not fail a name that has a good one", async (world) => {
    const { open, closed } = await ports(world);
    const [good, bad] = [
      { host: world.host, port: open },
      { host: world.host, port: closed },
    ];
    for (const addresses of [
      [bad, good],
      [bad, bad, good, bad],
    ]) {
      world.client.installNameResolver(answering(...addresses));
      await connects(world, "several.invalid", 1);
    }
  }),

  behaviour(
    "where all addresses fail the reason is that of the last, and all are its cause",
    async (world) => {
      const { closed } = await ports(world);
      const bad = { host: world.host, port: closed };
      world.client.installNameResolver(answering(bad, bad, bad));
      const error = await world.refusal("several.invalid", 80);
      same("class", error.name, "ConnectionRefusedError");
      check("where", error.message.startsWith("cannot connect to several.invalid:80"));
      same("all", (error.cause as AggregateError).errors.length, 3);
    },
  ),

  ...Object.entries(BAD_RESOLVERS).map(([what, script]) =>
    behaviour<NamesWorld>(`a resolver that ${what}: DNSLookupError, once`, async (world) => {
      world.client.installNameResolver(new ScriptedResolver(script as never));
      for (const error of [
        await world.refusal("bad.invalid"),
        await world.failure(world.client.resolve("bad.invalid")),
      ]) {
        same("class", error.name, "DNSLookupError");
        check("the name", error.message.includes("bad.invalid"));
        check("why", error.cause instanceof Error || /no address/.test(what));
      }
    }),
  ),

  behaviour("a resolver that goes on after the end is not listened to", async (world) => {
    const { open } = await ports(world);
    world.client.installNameResolver(
      new ScriptedResolver((receiver) => {
        for (let i = 0; i < 3; i++) {
          receiver.addressResolved(new IPv4Address("TCP", world.host, open));
          receiver.resolutionComplete();
        }
        throw new RangeError("on purpose");
      }),
    );
    await connects(world, "bad.invalid", open);
    same("resolve", await world.result(world.client.resolve("bad.invalid")), world.host);
  }),

  behaviour(
    "a resolver that never answers: the time limit, which says so; it is told to stop",
    async (world) => {
      const silent = new ScriptedResolver(() => undefined);
      world.client.installNameResolver(silent);
      const { factory } = world.attempt("silent.invalid", 80, 0.1);
      await world.until("given up", () => factory.events.includes("stop"));
      same("class", factory.reason!.name, "TimeoutError");
      same("cause", (factory.reason!.cause as Error).name, "DNSLookupError");
      const error = await world.failure(world.client.resolve("silent.invalid", { seconds: 0.1 }));
      same("class", error.name, "DNSLookupError");
      same("told to stop", silent.cancelled, 2);
    },
  ),

  behaviour(
    "R14: stopConnecting while a name is looked up: UserError, and the resolver is told",
    async (world) => {
      const silent = new ScriptedResolver(() => undefined);
      world.client.installNameResolver(silent);
      const { factory, connector } = world.attempt("silent.invalid", 80);
      connector.stopConnecting();
      await world.settle();
      same("events", factory.events, ["start", "connecting", "failed UserError", "stop"]);
      same("told to stop", silent.cancelled, 1);
    },
  ),

  behaviour(
    "a resolve that is cancelled, or whose signal is aborted, stops the resolver",
    async (world) => {
      const silent = new ScriptedResolver(() => undefined);
      world.client.installNameResolver(silent);
      const cancelled = world.client.resolve("silent.invalid");
      cancelled.cancel();
      same("class", (await world.failure(cancelled)).name, "CancelledError");
      const abort = new AbortController();
      const aborted = world.client.resolve("silent.invalid", { signal: abort.signal });
      abort.abort();
      same("class", (await world.failure(aborted)).name, "CancelledError");
      same("told to stop", silent.cancelled, 2);
    },
  ),

  behaviour(
    "a simple resolver is asked by all, and the one before it given back",
    async (world) => {
      const { open } = await ports(world);
      const asked: string[] = [];
      const simple = {
        getHostByName: (name: string) => {
          asked.push(name);
          return name === "good.invalid" ? succeed(world.host) : fail(new RangeError("on purpose"));
        },
      };
      const before = world.client.installResolver(simple);
      same("the one before", await world.result(before.getHostByName(world.name)), world.host);
      await connects(world, "good.invalid", open);
      same("resolve", await world.result(world.client.resolve("good.invalid")), world.host);
      same("told", (await world.resolved("good.invalid")).events, ["began", "address", "complete"]);
      const error = await world.refusal("bad.invalid");
      same("class", error.name, "DNSLookupError");
      check("why", error.cause instanceof RangeError);
      same("nobody", (await world.resolved("bad.invalid")).events, ["began", "complete"]);
      same("asked", new Set(asked).size, 2);
      check("given back", world.client.installResolver(before) === simple);
    },
  ),

  behaviour(
    "a simple resolver that throws, or answers with no address: DNSLookupError",
    async (world) => {
      for (const getHostByName of [
        () => {
          throw new RangeError("on purpose");
        },
        () => succeed("no address at all"),
        () => succeed(undefined),
      ]) {
        world.client.installResolver({ getHostByName: getHostByName as never });
        const error = await world.refusal("bad.invalid");
        same("class", error.name, "DNSLookupError");
        check("why", error.cause instanceof Error);
      }
    },
  ),
];

/** Define one test for each behaviour of names. */
export function namesConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<NamesConformanceSetup>,
): void {
  define(test, platform, namesCases, async () => new NamesWorld(await setup()));
}
