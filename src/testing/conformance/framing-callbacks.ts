/** Framings: what a program may do from within the callback of a message, and what it may not be done to then. */
import { concat, utf8 } from "../../bytes/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { ConformanceError, check, same } from "./errors.ts";
import { type FramingRun, type FramingWorld, textOf } from "./framing-world.ts";

type Case = ConformanceCase<FramingWorld>;

/** For each message of the stream, and each way to cut it: a run in which that message's callback is special. */
function eachMessage(
  world: FramingWorld,
  check: (run: FramingRun, n: number, chunks: readonly Uint8Array[]) => void,
): void {
  for (let n = 0; n < world.texts.length; n++)
    world.eachCut(world.stream, (chunks) => {
      try {
        check(world.run(), n, chunks);
      } catch (thrown) {
        if (!(thrown instanceof Error)) throw thrown;
        throw new ConformanceError(`in message ${n}: ${thrown.message}`, { cause: thrown });
      }
    });
}

/** Let promises settle. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await undefined;
}

class Next extends Protocol {
  readonly data: Uint8Array[] = [];
  override dataReceived(data: Uint8Array): void {
    this.data.push(data);
  }
}

export const callbackCases: readonly Case[] = [
  behaviour(
    "F2: what is fed in a callback comes when that has returned, in order",
    async (world) => {
      eachMessage(world, (run, n) => {
        run.onMessage = (at) => {
          if (at === n) run.receiver.dataReceived(world.encoded[0]!.slice());
        };
        run.feed([world.stream.slice()]);
        same("messages", run.texts, [...world.texts, world.texts[0]]);
      });
    },
  ),

  ...(["loseConnection", "abortConnection"] as const).map((end) =>
    behaviour(`F5: ${end} in a callback: nothing more`, async (world: FramingWorld) => {
      eachMessage(world, (run, n, chunks) => {
        run.onMessage = (at) => {
          if (at === n) run.transport[end]();
        };
        run.feed(chunks);
        // A read that was on its way already.
        run.transport.read(world.stream.slice());
        run.receiver.resumeProducing?.();
        same("messages", run.texts, world.texts.slice(0, n + 1));
      });
    }),
  ),

  behaviour("X10: what a callback throws ends the connection, and nothing more", async (world) => {
    const mine = new RangeError("on purpose");
    eachMessage(world, (run, n, chunks) => {
      run.onMessage = (at) => {
        if (at === n) throw mine;
      };
      run.feed(chunks);
      run.receiver.resumeProducing?.();
      same("messages", run.texts, world.texts.slice(0, n + 1));
      check("the reason is what was thrown", run.transport.reason === mine);
    });
  }),

  behaviour("X26: what came before TLS began is dropped", async (world) => {
    eachMessage(world, (run, n, chunks) => {
      const last = chunks.at(-1)!;
      run.onMessage = (at) => {
        if (at === n) run.transport.TLS = true;
      };
      for (const chunk of chunks) {
        run.feed([chunk]);
        // What comes from now on is not what came before.
        if (run.transport.TLS) break;
      }
      check("it has begun", run.transport.TLS || last.length === 0);
      run.feed([world.encoded[0]!.slice()]);
      same("messages", run.texts, [...world.texts.slice(0, n + 1), world.texts[0]]);
    });
  }),

  behaviour("once the transport has another protocol, nothing more", async (world) => {
    eachMessage(world, (run, n, chunks) => {
      const next = new Next();
      run.onMessage = (at) => {
        if (at === n) run.transport.setProtocol(next);
      };
      run.feed(chunks);
      run.receiver.resumeProducing?.();
      same("messages", run.texts, world.texts.slice(0, n + 1));
    });
  }),
];

export const promiseCases: readonly Case[] = [
  behaviour(
    "X10: what the promise of a callback rejects with ends the connection",
    async (world) => {
      const mine = new RangeError("on purpose");
      for (let n = 0; n < world.texts.length; n++) {
        const run = world.run();
        run.onMessage = (at) => (at === n ? Promise.reject(mine) : Promise.resolve());
        run.feed([world.stream.slice()]);
        await settle();
        run.transport.read(world.stream.slice());
        same("messages", run.texts, world.texts);
        check("the reason is what it rejects with", run.transport.reason === mine);
      }
    },
  ),
];

export const handOverCases: readonly Case[] = [
  behaviour(
    "what was not delivered can be taken by who takes over: each byte once",
    async (world) => {
      eachMessage(world, (run, n, chunks) => {
        const next = new Next();
        run.onMessage = (at) => {
          if (at !== n) return;
          next.data.push(run.receiver.clearBuffer!(), run.receiver.clearBuffer!());
          run.transport.setProtocol(next);
          next.makeConnection(run.transport);
        };
        run.feed(chunks);
        same("messages", run.texts, world.texts.slice(0, n + 1));
        const rest = textOf(concat(world.encoded.slice(n + 1)));
        same("the rest", textOf(concat(next.data)), rest);
      });
    },
  ),
];

export const partCases: readonly Case[] = [
  behaviour("what is half there can be taken as well, from its first byte on", async (world) => {
    for (let cut = 0; cut <= world.stream.length; cut++) {
      const run = world.run().feed([world.stream.slice(0, cut)]);
      const taken = run.receiver.clearBuffer!();
      const whole = concat(world.encoded.slice(0, run.received.length));
      same(`of ${cut} bytes`, textOf(taken), textOf(world.stream.slice(whole.length, cut)));
      run.feed([world.stream.slice()]);
      same("and then", run.texts.slice(-world.texts.length), world.texts);
    }
  }),
];

export const pauseCases: readonly Case[] = [
  behaviour("F3: paused in a callback, the very next message waits", async (world) => {
    eachMessage(world, (run, n, chunks) => {
      run.onMessage = (at) => {
        if (at === n) run.receiver.pauseProducing!();
      };
      run.feed(chunks);
      same("paused", run.texts, world.texts.slice(0, n + 1));
      same("the transport", run.transport.producerState, "paused");
      run.receiver.resumeProducing!();
      run.transport.readAll();
      same("resumed", run.texts, world.texts);
      same("the transport", run.transport.producerState, "producing");
    });
  }),

  behaviour("F3: paused in each callback, each resume gives one message", async (world) => {
    world.eachCut(world.stream, (chunks) => {
      const run = world.run();
      run.onMessage = () => run.receiver.pauseProducing!();
      run.feed(chunks);
      for (let n = 1; n < world.texts.length; n++) {
        same("messages", run.received.length, n);
        run.receiver.resumeProducing!();
        run.transport.readAll();
      }
      same("messages", run.texts, world.texts);
    });
  }),

  behaviour(
    "F3: a read that was on its way when it paused waits behind what is there",
    async (world) => {
      eachMessage(world, (run, n) => {
        run.onMessage = (at) => {
          if (at === n) run.receiver.pauseProducing!();
        };
        run.feed([world.stream.slice()]);
        run.transport.read(world.stream.slice());
        same("paused", run.texts, world.texts.slice(0, n + 1));
        run.receiver.resumeProducing!();
        same("resumed", run.texts, [...world.texts, ...world.texts]);
      });
    },
  ),

  behaviour(
    "F3: paused and resumed in a callback, the next comes when that has returned",
    async (world) => {
      eachMessage(world, (run, n, chunks) => {
        run.onMessage = (at) => {
          if (at !== n) return;
          run.receiver.pauseProducing!();
          run.receiver.resumeProducing!();
        };
        run.feed(chunks);
        same("messages", run.texts, world.texts);
      });
    },
  ),

  behaviour(
    "F3, F5: what waits while paused is not delivered after loseConnection",
    async (world) => {
      const run = world.run();
      run.onMessage = () => run.receiver.pauseProducing!();
      run.feed([world.stream.slice()]);
      run.transport.loseConnection();
      run.receiver.resumeProducing!();
      same("messages", run.texts, world.texts.slice(0, 1));
    },
  ),

  behaviour(
    "X10: what a callback throws while the receiver resumes ends the connection",
    async (world) => {
      const mine = new RangeError("on purpose");
      const run = world.run();
      run.onMessage = (n) => {
        if (n > 0) throw mine;
        run.receiver.pauseProducing!();
      };
      run.feed([world.stream.slice()]);
      try {
        run.receiver.resumeProducing!();
      } catch (thrown) {
        check("it is thrown on as it is", thrown === mine);
      }
      check("the reason is what was thrown", run.transport.reason === mine);
      same("messages", run.texts, world.texts.slice(0, 2));
    },
  ),
];

export const rawCases: readonly Case[] = [
  behaviour("F1: bytes as they are between messages, and none of them are lost", async (world) => {
    const { raw } = world.setup;
    const bytes = concat([world.encoded[0]!, utf8("\r\n\0"), world.encoded[2]!]);
    for (let n = 0; n < world.texts.length - 1; n++) {
      const parts = [...world.encoded.slice(0, n + 1), bytes, ...world.encoded.slice(n + 1)];
      world.eachCut(concat(parts), (chunks) => {
        const run = world.run();
        let missing = bytes.length;
        run.onMessage = (at) => {
          if (at === n) raw!.start(run.receiver);
        };
        run.onRaw = (data) => {
          const rest = data.subarray(Math.min(missing, data.length));
          run.raw[run.raw.length - 1] = data.subarray(0, data.length - rest.length);
          missing -= data.length - rest.length;
          if (missing === 0) raw!.stop(run.receiver, rest);
        };
        run.feed(chunks);
        same("messages", run.texts, world.texts);
        same("bytes", run.rawText, textOf(bytes));
      });
    }
  }),
];

export const sendCases: readonly Case[] = [
  behaviour("what it sends is what it receives", async (world) => {
    const sender = world.run();
    for (const message of world.messages) world.setup.send!(sender.receiver, message);
    const sent = sender.transport.value();
    same("sent", textOf(sent), textOf(world.stream));
    same("received", world.run().feed([sent]).texts, world.texts);
  }),
];
