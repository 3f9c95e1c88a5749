/** The small protocols with Python's Twisted: its clients at our servers, and ours at its. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ByteQueue, concat, latin1Text, utf8 } from "torsion/bytes";
import { Deferred } from "torsion/deferred";
import { clientFromString, connectProtocol, serverFromString } from "torsion/endpoints";
import { IHostAddress, type IProtocol } from "torsion/net";
import { node } from "torsion/platform/node";
import { Factory, Protocol } from "torsion/protocols";
import { Finger, finger } from "torsion/protocols/finger";
import {
  HiddenUser,
  IdentClient,
  type IdentEnd,
  IdentError,
  IdentServer,
  type IdentUser,
  NoUser,
} from "torsion/protocols/ident";
import { Chargen, Daytime, Discard, Echo, QOTD, Time, Who } from "torsion/protocols/wire";
import { reactorOn } from "torsion/reactor/core";

const PYTHON = "/usr/bin/python3";
const PEER = fileURLToPath(new URL("../../test/peers/small_services.py", import.meta.url));
const missing = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = missing && !process.env.CI ? `${PYTHON} has no twisted` : false;

/** 29 February 2024, 12:30:45 UTC. */
const now = (): number => 1_709_209_845;

class Known extends IdentServer {
  override lookup(server: IdentEnd, client: IdentEnd): IdentUser {
    if (client.port === 1) throw new NoUser("nobody");
    if (client.port === 2) throw new HiddenUser("hidden");
    if (client.port === 3) throw new IdentError("unknown");
    return { system: "UNIX", user: `user-${server.port}-${client.port}` };
  }
}
class Users extends Finger {
  override getUser(slashW: boolean, user: string): string {
    return slashW ? `verbose ${user}` : user;
  }
}

const servers: Readonly<Record<string, () => IProtocol>> = {
  echo: () => new Echo(),
  discard: () => new Discard(),
  chargen: () => new Chargen(),
  qotd: () => new QOTD(),
  who: () => new Who(),
  daytime: () => new Daytime(now),
  time: () => new Time(now),
  ident: () => new Known(),
  finger: () => new Users(),
};

test("Q6: Twisted's clients at our servers", { skip }, async () => {
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const ports: Record<string, number> = {};
  for (const [name, build] of Object.entries(servers)) {
    class Builds extends Factory {
      override noisy = false;
      override buildProtocol(): IProtocol {
        return build();
      }
    }
    const port = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen(new Builds());
    ports[name] = IHostAddress(port.getHost()).port;
  }
  const child = spawn(PYTHON, [PEER, "ask", JSON.stringify(ports)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const out: Uint8Array[] = [];
  child.stdout.on("data", (data: Uint8Array) => out.push(data));
  assert.deepEqual(await once(child, "close"), [0, null]);
  const { chargen, time, ...heard } = JSON.parse(latin1Text(concat(out))) as Record<string, string>;
  assert.deepEqual(heard, {
    echo: "anybody there?",
    qotd: "An apple a day keeps the doctor away.\r\n",
    who: "root\r\n",
    daytime: "Thu Feb 29 12:30:45 2024\r\n",
    finger: "verbose ada\r\n",
    nobody: "Finger online list denied\r\n",
    forward: "Finger forwarding service denied\r\n",
    ident: [
      ["USERID", "UNIX : user-6193-23"],
      ...["NoUser", "HiddenUser", "IdentError"],
      ["USERID", "UNIX : user-22-40000"],
    ],
  });
  assert.equal(chargen?.length, 10_000);
  assert.match(chargen, /^ !"#\$%&/);
  const seconds = Uint8Array.from(time!, (byte) => byte.charCodeAt(0));
  assert.equal(new DataView(seconds.buffer).getUint32(0), now() + 2_208_988_800);
  reactor.stop();
  await stopped;
});

/** Says `what`, and fires with all that comes, or with the first `limit` bytes of it. */
class Say extends Protocol {
  readonly all: Deferred<Uint8Array> = new Deferred();
  readonly #what: string;
  readonly #limit: number;
  readonly #heard = new ByteQueue();
  constructor(what: string, limit: number) {
    super();
    this.#what = what;
    this.#limit = limit;
  }
  override connectionMade(): void {
    this.transport.write(utf8(this.#what));
  }
  override dataReceived(data: Uint8Array): void {
    this.#heard.append(data);
    if (this.#heard.length >= this.#limit) this.transport.abortConnection();
  }
  override connectionLost(): void {
    this.all.callback(this.#heard.take(Math.min(this.#limit, this.#heard.length)));
  }
}

test("Q6: our clients at Twisted's servers", { skip }, async (t) => {
  const child = spawn(PYTHON, [PEER, "serve"], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ports = JSON.parse((await lines.next()).value as string) as Record<string, number>;
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const to = (name: string) => clientFromString(reactor, `tcp:127.0.0.1:${ports[name]}`);
  const say = async (name: string, what = "", limit = 100_000): Promise<string> => {
    const connected = await connectProtocol(to(name), new Say(what, limit));
    return latin1Text(await connected.all);
  };

  assert.equal(await say("echo", "anybody there?", 14), "anybody there?");
  assert.equal((await say("chargen", "", 10_000)).length, 10_000);
  assert.equal(await say("qotd"), "An apple a day keeps the doctor away.\r\n");
  assert.equal(await say("who"), "root\r\n");
  assert.equal((await say("time")).length, 4);

  assert.equal(await finger(to("finger"), "ada"), "ada\n");
  assert.equal(await finger(to("finger"), "ada", { slashW: true }), "verbose ada\n");
  assert.equal(await finger(to("finger"), ""), "Finger online list denied\n");
  assert.equal(await finger(to("finger"), "ada@b"), "Finger forwarding service denied\n");

  const client = await connectProtocol(to("ident"), new IdentClient());
  const lookups = [23, 1, 2, 3, 40_000].map((port) =>
    client.lookup(6193, port).addErrback((failure) => failure.value.name),
  );
  assert.deepEqual(await Promise.all(lookups), [
    { system: "UNIX", user: "user-6193-23" },
    ...["NoUser", "HiddenUser", "IdentError"],
    { system: "UNIX", user: "user-6193-40000" },
  ]);
  client.transport.loseConnection();

  child.stdin.end();
  await once(child, "close");
  reactor.stop();
  await stopped;
});
