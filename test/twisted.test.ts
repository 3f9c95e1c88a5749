/** Real peers: Python's Twisted as clients of our chat, and as the server of our client. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { ClientService, StreamServerEndpointService } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { clientFromString } from "torsion/endpoints";
import chat from "torsion/examples/chat";
import { IHostAddress } from "torsion/net";
import { node } from "torsion/platform/node";
import { LineReceiver } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

/** Debian's own, whatever else is called python3 here. */
const PYTHON = "/usr/bin/python3";
const absent = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
// In CI it must be there: .ci/run has installed it.
const skip = absent && process.env.CI === undefined ? "python3-twisted is not installed" : false;

function python(script: string, ...args: number[]): ChildProcess {
  return spawn(PYTHON, [`test/peers/${script}`, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("Twisted's clients in our chat: every message reaches everybody once, in order", {
  skip,
}, async () => {
  const CLIENTS = 5;
  const MESSAGES = 40;
  const reactor = reactorOn(node());
  const service = chat.makeService(reactor, { listen: "tcp:0:interface=127.0.0.1" });
  assert.ok(service instanceof StreamServerEndpointService);
  await service.startService();
  const { port } = IHostAddress(service.port?.getHost());
  const child = python("chat_clients.py", port, CLIENTS, MESSAGES);
  let out = "";
  child.stdout?.setEncoding("utf8").on("data", (data) => {
    out += data;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  const heard = JSON.parse(out) as Record<string, string[]>;
  const names = Object.keys(heard);
  assert.equal(names.length, CLIENTS);
  for (const lines of Object.values(heard)) {
    const said = lines.filter((line) => line.includes(": "));
    assert.equal(said.length, CLIENTS * MESSAGES);
    for (const name of names)
      assert.deepEqual(
        said.filter((line) => line.startsWith(`${name}: `)),
        Array.from({ length: MESSAGES }, (_, number) => `${name}: message ${number}`),
      );
  }
  await service.stopService();
});

/** Sends what is left to be sent each time that it is connected, one line at a time. */
class Sender extends LineReceiver {
  override delimiter = utf8("\n");
  readonly answers: string[];
  readonly total: number;
  constructor(answers: string[], total: number) {
    super();
    this.answers = answers;
    this.total = total;
  }
  override connectionMade(): void {
    this.#next();
  }
  override lineReceived(line: Uint8Array): void {
    this.answers.push(text(line));
    this.#next();
  }
  #next(): void {
    const done = this.answers.length === this.total;
    this.sendLine(done ? "report" : `line ${this.answers.length + 1}`);
  }
}

test("our client service with Twisted as its server, which hangs up ten times: nothing lost or doubled", {
  skip,
}, async () => {
  const TOTAL = 1000;
  const child = python("number_server.py");
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const port = (await lines.next()).value as string;
  const reactor = reactorOn(node());
  const answers: string[] = [];
  const service = new ClientService(
    clientFromString(reactor, `tcp:127.0.0.1:${port}`),
    () => new Sender(answers, TOTAL),
    { clock: reactor, retryPolicy: () => 0.01 },
  );
  service.startService();
  const received = JSON.parse((await lines.next()).value as string) as string[];
  await service.stopService();
  const expected = Array.from({ length: TOTAL }, (_, index) => `line ${index + 1}`);
  assert.deepEqual(received, expected);
  assert.deepEqual(
    answers,
    expected.map((line, index) => `${index + 1} ${line}`),
  );
  if (child.exitCode === null) await once(child, "exit");
});
