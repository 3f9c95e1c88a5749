/** Framings: that messages are found however they are cut, that limits hold, and what is no message. */
import { concat } from "../../bytes/index.ts";
import { ConnectionLost } from "../../net/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import type { FramingRun, FramingWorld } from "./framing-world.ts";

type Case = ConformanceCase<FramingWorld>;

const LIMIT = 20;

/** It is over for the peer, and `connectionLost` will say why. */
function assertRefused(run: FramingRun, delivered: readonly string[]): void {
  same("messages", run.texts, delivered);
  check("the connection ends", run.transport.disconnecting);
  check("with a ConnectionLost that says why", run.transport.reason instanceof ConnectionLost);
}

function limitOf({ setup }: FramingWorld): number {
  return setup.limit ?? LIMIT;
}

export const messageCases: readonly Case[] = [
  behaviour("F1: the same messages, however they are cut", async (world) => {
    world.eachCut(world.stream, (chunks) =>
      same("messages", world.run().feed(chunks).texts, world.texts),
    );
  }),

  behaviour("F1: a message is delivered as soon as it is whole, and no sooner", async (world) => {
    const run = world.run();
    for (let i = 0; i < world.stream.length; i++) {
      run.feed([world.stream.slice(i, i + 1)]);
      same(`messages in ${i + 1} bytes`, run.received.length, world.wholeWithin(i + 1));
    }
  }),

  behaviour("F1: a read may have many messages, and the next one the rest", async (world) => {
    const many = Array.from({ length: 50 }, () => world.stream);
    const expected = many.flatMap(() => world.texts);
    same("messages", world.run().feed([concat(many)]).texts, expected);
    const halves = concat(many);
    const cut = Math.floor(halves.length / 2) + 1;
    same("cut", world.run().feed([halves.slice(0, cut), halves.slice(cut)]).texts, expected);
  }),

  behaviour("what has been delivered is the program's own, and never changes", async (world) => {
    for (const size of [1, 3, 7]) {
      const run = world.run();
      for (let at = 0; at < world.stream.length; at += size)
        run.feed([world.stream.slice(at, at + size)]);
      run.feed([world.stream.slice(), world.stream.slice()]);
      same("messages", run.texts, [...world.texts, ...world.texts, ...world.texts]);
    }
  }),

  behaviour("a read of no bytes is nothing", async (world) => {
    const run = world.run();
    const nothing = new Uint8Array(0);
    for (const byte of world.stream) run.feed([nothing, Uint8Array.of(byte), nothing]);
    same("messages", run.texts, world.texts);
  }),

  behaviour(
    "an end in the middle of a message: the whole ones, and nothing of that one",
    async (world) => {
      for (let cut = 0; cut <= world.stream.length; cut++) {
        const run = world.run().feed([world.stream.slice(0, cut)]);
        const whole = world.texts.slice(0, world.wholeWithin(cut));
        same(`the first ${cut} bytes`, run.texts, whole);
        run.end();
        run.receiver.resumeProducing?.();
        same("nothing more", run.texts, whole);
      }
    },
  ),
];

export const limitCases: readonly Case[] = [
  behaviour("F4, F8: up to the limit is allowed, and the limit itself", async (world) => {
    const limit = limitOf(world);
    for (const length of [limit - 1, limit]) {
      const message = world.message(length);
      world.eachCut(world.setup.encode(message), (chunks) => {
        const run = world.run(limit).feed(chunks);
        same("messages", run.received.length, 1);
        same("its length", run.received[0]!.length, message.length);
        same("the connection ends", run.transport.disconnecting, false);
      });
    }
  }),

  behaviour(
    "F4, F8: one byte more ends the connection, and nothing behind it is delivered",
    async (world) => {
      const limit = limitOf(world);
      const first = world.message(limit - 1);
      const stream = concat([first, world.message(limit + 1), first].map(world.setup.encode));
      const delivered = world.run(limit).feed([world.setup.encode(first)]).texts;
      world.eachCut(stream, (chunks) => assertRefused(world.run(limit).feed(chunks), delivered));
    },
  ),

  behaviour(
    "what is too long is not waited for: no more than the limit is buffered",
    async (world) => {
      const limit = limitOf(world);
      const framing = world.setup.encode(world.message(limit)).length - limit;
      const endless = world.setup.encode(world.message(Math.min(limit * 100, LONG)));
      const run = world.run(limit);
      let came = 0;
      while (!run.transport.disconnecting && came < endless.length)
        run.feed([endless.slice(came, ++came)]);
      check(`told off after ${limit + framing} bytes, not ${came}`, came <= limit + framing);
      assertRefused(run, []);
    },
  ),
];

/** Longer than any limit that is tried, and not so long that all prefixes must be able to say it. */
const LONG = 250;

/** One case for each thing that is wrong. */
export function malformedCases(malformed: Readonly<Record<string, Uint8Array>>): readonly Case[] {
  return Object.entries(malformed).map(([name, wrong]) =>
    behaviour(`F7: no message, and the connection ends: ${name}`, async (world) => {
      const [first, next] = [world.encoded[0]!, world.encoded[1]!];
      const run = (): FramingRun => world.run();
      world.eachCut(concat([first, wrong, next, next]), (chunks) =>
        assertRefused(run().feed(chunks), world.texts.slice(0, 1)),
      );
    }),
  );
}
