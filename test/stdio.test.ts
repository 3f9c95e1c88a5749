/** X33: programs whose transport is standard input and output, as children of ours, whose pipes we hold. */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Deferred, type Failure } from "torsion/deferred";
import { node } from "torsion/platform/node";
import { getProcessOutput, ProcessProtocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const reactor = reactorOn(node());
const stopped = reactor.run();
let folder = "";
before(async () => {
  folder = await mkdtemp(join(process.cwd(), "build", "stdio-"));
});
after(async () => {
  reactor.stop();
  await stopped;
  await rm(folder, { recursive: true });
});

/** A program that connects `protocol`, an expression of a class, and ends when that has ended. */
function program(name: string, protocol: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { implementer } from "torsion/components";
     import { IHalfCloseableProtocol } from "torsion/net";
     import { Factory, Protocol } from "torsion/protocols";
     import { reactor } from "torsion/reactor";
     const Made = ${protocol};
     class Ending extends Made {
       connectionLost(reason) { console.error(reason.value.name); reactor.stop(); }
     }
     const stopped = reactor.run();
     reactor.connectStandardIO(Factory.forProtocol(Ending));
     await stopped;`,
  );
  return file;
}

const UPPER = `class extends Protocol {
  dataReceived(data) { this.transport.write(data.map((byte) => byte & 0xdf)); }
}`;
const HALF = `class extends Protocol {
  static { implementer(IHalfCloseableProtocol)(this); }
  readConnectionLost() { this.transport.write(Buffer.from("the rest")); this.transport.loseWriteConnection(); }
  writeConnectionLost() { console.error("write lost"); }
}`;
/** Writes without end, as long as it is not paused. */
const FLOOD = `class extends Protocol {
  #paused = false;
  connectionMade() { this.transport.registerProducer(this, true); this.resumeProducing(); }
  resumeProducing() {
    this.#paused = false;
    while (!this.#paused) this.transport.write(new Uint8Array(65536));
  }
  pauseProducing() { this.#paused = true; }
  stopProducing() { this.#paused = true; }
}`;

class Recording extends ProcessProtocol {
  readonly ended: Deferred<Error> = new Deferred();
  readonly events: string[] = [];
  out = "";
  err = "";
  count = 0;
  override outReceived(data: Uint8Array): void {
    this.count += data.length;
    if (this.out.length < 1000) this.out += new TextDecoder().decode(data);
  }
  override errReceived(data: Uint8Array): void {
    this.err += new TextDecoder().decode(data);
  }
  override inConnectionLost(): void {
    this.events.push("in lost");
  }
  override outConnectionLost(): void {
    this.events.push("out lost");
  }
  override processExited(): void {
    this.events.push("exited");
  }
  override processEnded(reason: Failure): void {
    this.ended.callback(reason.value);
  }
}

async function spawn(file: string): Promise<Recording> {
  const child = new Recording();
  await reactor.spawnProcess(child, process.execPath, ["node", file], { env: null });
  return child;
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 2000 && !holds(); i++) await new Promise((done) => setTimeout(done, 5));
  assert.ok(holds(), `waited in vain until ${holds}`);
};

test("X33: the end of the input flushes the output, and is ConnectionDone", async () => {
  const file = program("upper", UPPER);
  const input = new TextEncoder().encode("a".repeat(3_000_000));
  const child = await spawn(file);
  child.transport.write(input);
  child.transport.closeStdin();
  assert.equal((await child.ended).name, "ProcessDone");
  assert.deepEqual([child.count, child.out.slice(0, 3)], [3_000_000, "AAA"]);
  assert.equal(child.err, "ConnectionDone\n");
});

test("X33: half-closeable: readConnectionLost, then the output's own end", async () => {
  const child = await spawn(program("half", HALF));
  child.transport.closeStdin();
  await child.ended;
  assert.equal(child.out, "the rest");
  assert.equal(child.err, "write lost\nConnectionDone\n");
});

test("X6: a reader that does not read pauses the producer, and holds up nothing else", async () => {
  const child = new Recording();
  child.connectionMade = () => child.transport.pauseProducing();
  await reactor.spawnProcess(child, process.execPath, ["node", program("flood", FLOOD)], {
    env: null,
    childFDs: { 0: "w", 1: "r", 2: 2 },
  });
  await new Promise((done) => setTimeout(done, 500));
  assert.equal(child.count, 0);
  child.transport.resumeProducing();
  await until(() => child.count > 50_000_000);
  child.transport.signalProcess("KILL");
  await child.ended;
});

test("an output that nobody reads any more is ConnectionLost, once", async () => {
  const child = await spawn(program("unread", UPPER));
  child.transport.write(new TextEncoder().encode("a"));
  await until(() => child.count > 0);
  child.transport.closeStdout();
  await until(() => child.events.includes("out lost"));
  child.transport.write(new TextEncoder().encode("b"));
  await child.ended;
  assert.equal(child.err, "ConnectionLost\n");
});

/** More than a pipe holds, which the other side does not read, and then `end`, an expression. */
const stuck = (end: string): string => `class extends Protocol {
  connectionMade() {
    this.transport.write(new Uint8Array(5_000_000));
    setTimeout(() => { ${end}; console.error("on"); }, 100);
  }
}`;

test("R12: a reactor that stops does not wait for whoever does not read, and neither does the program", async () => {
  const child = await spawn(program("stuck-stop", stuck("reactor.stop()")));
  child.transport.pauseProducing();
  await until(() => child.events.includes("exited"));
  child.transport.resumeProducing();
  await child.ended;
  assert.ok(child.count < 5_000_000);
});

test("X9: abortConnection drops what nobody has read, and whoever reads sees the end at once", async () => {
  const child = await spawn(
    program(
      "stuck-abort",
      stuck("this.connectionLost = () => {}; this.transport.abortConnection()"),
    ),
  );
  child.transport.pauseProducing();
  await until(() => child.events.includes("in lost"));
  child.transport.resumeProducing();
  await until(() => child.events.includes("out lost"));
  assert.ok(child.count < 5_000_000);
  assert.deepEqual(child.events, ["in lost", "out lost"]);
  child.transport.signalProcess("KILL");
  await child.ended;
});

test("an output that Node cannot write, a datagram socket, is as good as /dev/null", async () => {
  const datagrams = createSocket("udp4");
  await new Promise<void>((done) => datagrams.bind(0, "127.0.0.1", done));
  const { fd } = (datagrams as unknown as { _handle: { fd: number } })._handle;
  const child = new Recording();
  await reactor.spawnProcess(child, process.execPath, ["node", program("datagrams", UPPER)], {
    env: null,
    childFDs: { 0: "w", 1: fd, 2: "r" },
  });
  child.transport.write(new TextEncoder().encode("text"));
  child.transport.closeStdin();
  assert.equal((await child.ended).name, "ProcessDone");
  assert.equal(child.err, "ConnectionDone\n");
  datagrams.close();
});

test("X14: a factory that refuses closes both, and the program goes on", async () => {
  const file = join(folder, "refuses.mjs");
  writeFileSync(
    file,
    `import { reactor } from "torsion/reactor";
     const stopped = reactor.run();
     const refuses = { doStart() {}, doStop() {}, buildProtocol: () => null };
     console.error(reactor.connectStandardIO(refuses));
     reactor.callLater(0.05, () => reactor.stop());
     await stopped;
     console.error("stopped");`,
  );
  const child = await spawn(file);
  assert.equal((await child.ended).name, "ProcessDone");
  assert.equal(child.err, "null\nstopped\n");
});

test("files, and nothing at all, are as good as pipes", async () => {
  const file = program("files", UPPER);
  const [input, output] = [join(folder, "in"), join(folder, "out")];
  writeFileSync(input, "text");
  const script = `"${process.execPath}" "${file}" < ${input} > ${output} && cat ${output} && "${process.execPath}" "${file}" < /dev/null`;
  const all = await getProcessOutput(reactor, "sh", ["-c", script], { env: null, errortoo: true });
  assert.equal(new TextDecoder().decode(all), "ConnectionDone\nTEXTConnectionDone\n");
});
