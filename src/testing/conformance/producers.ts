/** Holding back who writes (X4–X7). */
import type { IPullProducer, IPushProducer } from "../../net/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same, throws } from "./errors.ts";

class Recorder implements IPushProducer, IPullProducer {
  readonly calls: string[] = [];
  readonly #resume: () => void;
  constructor(resume: () => void = () => {}) {
    this.#resume = resume;
  }
  count(call: string): number {
    return this.calls.filter((other) => other === call).length;
  }
  pauseProducing(): void {
    this.calls.push("pause");
  }
  resumeProducing(): void {
    this.calls.push("resume");
    this.#resume();
  }
  stopProducing(): void {
    this.calls.push("stop");
  }
}

const CHUNK = new Uint8Array(50_000);

export const producers: readonly ConformanceCase[] = [
  behaviour(
    "X4: with a producer registered loseConnection waits, and its writes go on",
    async (world) => {
      const { server, client } = await world.pair({});
      const producer = new Recorder();
      client.transport.registerProducer(producer, true);
      client.transport.loseConnection();
      client.send("more");
      await world.until("it has come", () => server.count === 4);
      await world.settle();
      same("lives", client.reason, undefined);
      client.send("!");
      client.transport.unregisterProducer();
      await world.bothLost(server, client);
      same("received", server.received, "more!");
      same("producer", producer.calls, []);
      same("client", client.events.at(-1), "lost ConnectionDone");
    },
  ),

  behaviour(
    "X4: a transport that is its own producer does not hold its close open",
    async (world) => {
      const { server, client } = await world.pair({});
      server.transport.registerProducer(server.transport as unknown as IPushProducer, true);
      server.send("echo");
      server.transport.loseConnection();
      await world.bothLost(server, client);
      same("received", client.received, "echo");
      same("server", server.events.at(-1), "lost ConnectionDone");
    },
  ),

  behaviour("X4: abortConnection does not wait for a producer, and stops it", async (world) => {
    const { server, client } = await world.pair({});
    const producer = new Recorder();
    client.transport.registerProducer(producer, true);
    client.transport.loseConnection();
    client.transport.abortConnection();
    await world.bothLost(server, client);
    same("producer", producer.calls, ["stop"]);
  }),

  behaviour("X5: a second producer is refused; a pull producer is asked at once", async (world) => {
    const { client } = await world.pair({});
    const pull = new Recorder();
    client.transport.registerProducer(pull, false);
    same("asked", pull.calls, ["resume"]);
    throws("the second", "ProducerAlreadyRegistered", () =>
      client.transport.registerProducer(new Recorder(), true),
    );
    client.transport.unregisterProducer();
    client.transport.registerProducer(new Recorder(), true);
  }),

  behaviour(
    "X5: a producer registered with a closed transport is stopped at once",
    async (world) => {
      const { server, client } = await world.pair({});
      client.transport.abortConnection();
      await world.bothLost(server, client);
      const producer = new Recorder();
      client.transport.registerProducer(producer, true);
      same("producer", producer.calls, ["stop"]);
    },
  ),

  behaviour(
    "X5: a pull producer is asked again each time that the host has taken what it wrote",
    async (world) => {
      let left = 60;
      const pull = new Recorder(() => {
        if (left === 0) client.transport.unregisterProducer();
        else client.transport.write(CHUNK);
        left -= 1;
      });
      const { server, client } = await world.pair({});
      client.transport.registerProducer(pull, false);
      await world.until("all has come", () => server.count === 60 * CHUNK.length);
      await world.until("asked once more, in vain", () => pull.count("resume") === 61);
      await world.settle();
      same("asked", pull.count("resume"), 61);
    },
  ),

  behaviour(
    "X5: a pull producer that writes later, outside of any turn, is asked again for each piece",
    async (world) => {
      let left = 30;
      const pull = new Recorder(() => {
        Promise.resolve().then(() => {
          if (left === 0) client.transport.unregisterProducer();
          else client.transport.write(CHUNK);
          left -= 1;
        });
      });
      const { server, client } = await world.pair({});
      client.transport.registerProducer(pull, false);
      await world.until("all has come", () => server.count === 30 * CHUNK.length);
      await world.until("it has unregistered", () => left === -1);
      await world.settle();
      same("asked", pull.count("resume"), 31);
    },
  ),

  behaviour(
    "X6: a push producer is paused while too much waits, and resumed when it has gone",
    async (world) => {
      const { server, client } = await world.pair({
        made: (peer) => peer.transport.pauseProducing(),
      });
      const push = new Recorder();
      client.transport.registerProducer(push, true);
      client.transport.write(new Uint8Array(30_000_000));
      same("paused at once", push.calls, ["pause"]);
      await world.settle();
      same("while the peer reads nothing", push.calls, ["pause"]);
      server.transport.resumeProducing();
      await world.until("resumed", () => push.count("resume") === 1);
      check("after it has gone", server.count > 10_000_000);
      same("producer", push.calls, ["pause", "resume"]);
    },
  ),

  behaviour("X6: the end keeps a pausing producer's bytes bounded", async (world) => {
    let running = true;
    let written = 0;
    const push = {
      pauseProducing: () => {
        running = false;
      },
      resumeProducing: () => {
        running = true;
        produce();
      },
      stopProducing: () => {
        running = false;
      },
    };
    const produce = (): void => {
      while (running && written < 20_000_000) {
        written += CHUNK.length;
        client.transport.write(CHUNK);
      }
      if (written >= 20_000_000) client.transport.unregisterProducer();
    };
    const { server, client } = await world.pair({
      made: (peer) => peer.transport.pauseProducing(),
    });
    client.transport.registerProducer(push, true);
    produce();
    await world.settle();
    check("the peer reads nothing, and little is written", written < 15_000_000);
    server.transport.resumeProducing();
    await world.until("all has come", () => server.count === 20_000_000);
  }),

  behaviour("X7: the end of the connection stops the producer, exactly once", async (world) => {
    const { server, client } = await world.pair({});
    const producer = new Recorder();
    client.transport.registerProducer(producer, true);
    server.transport.abortConnection();
    await world.bothLost(server, client);
    client.transport.unregisterProducer();
    same("producer", producer.calls, ["stop"]);
  }),

  behaviour(
    "X10: an exception of a producer ends the connection with it as the reason",
    async (world) => {
      const { server, client } = await world.pair({});
      const broken = new Recorder(() => {
        throw new RangeError("broken producer");
      });
      client.transport.registerProducer(broken, false);
      await world.bothLost(server, client);
      same("client", client.events.at(-1), "lost RangeError");
      same("producer", broken.calls, ["resume", "stop"]);
    },
  ),
];
