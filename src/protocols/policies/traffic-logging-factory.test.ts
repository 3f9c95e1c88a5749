import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { ConnectionDone, IPv4Address } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Protocol } from "../protocol.ts";
import {
  TrafficLoggingFactory,
  type TrafficLoggingOptions,
  type TrafficLoggingProtocol,
} from "./traffic-logging-factory.ts";

const peer = new IPv4Address("TCP", "10.0.0.2", 50_000);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

function logging(options: TrafficLoggingOptions = {}, sink?: (line: string) => void) {
  const lines: string[] = [];
  const factory = new TrafficLoggingFactory(Echo, sink ?? ((line) => lines.push(line)), options);
  const next = (): TrafficLoggingProtocol => {
    const wrapper = factory.buildProtocol(peer)!;
    wrapper.makeConnection(new StringTransport({ peerAddress: peer }));
    return wrapper;
  };
  return { lines, factory, next };
}

test("what is said and what happens is told, in lines that have the number of the connection", () => {
  const { lines, factory, next } = logging();
  const [first, second] = [next(), next()];
  first.dataReceived(bytes('a "b"\\\r\n\t\0é'));
  second.writeSequence([bytes("x"), bytes("y")]);
  first.loseWriteConnection();
  first.loseConnection();
  second.abortConnection();
  first.connectionLost(new Failure(new ConnectionDone("over")));
  factory.resetCounter();
  next();
  assert.deepEqual(lines, [
    "1 * 10.0.0.2:50000",
    "2 * 10.0.0.2:50000",
    '1 < "a \\"b\\"\\\\\\r\\n\\t\\x00\\xc3\\xa9"',
    '1 > "a \\"b\\"\\\\\\r\\n\\t\\x00\\xc3\\xa9"',
    '2 > "x"',
    '2 > "y"',
    "1 > half *",
    "1 > *",
    "2 > abort *",
    "1 * ConnectionDone: over",
    "1 * 10.0.0.2:50000",
  ]);
});

test("in hexadecimal, and never more than was asked for", () => {
  const { lines, next } = logging({ format: "hex", lengthLimit: 3 });
  next().dataReceived(new Uint8Array(1_000_000));
  assert.equal(lines[1], "1 < 000000 … 999997 more bytes");
});

test("a sink that throws disturbs nobody, and is told of once", () => {
  const { next } = logging({}, () => {
    throw new Error("the disk is full");
  });
  const logged = capturedLogs(() => {
    const wrapper = next();
    wrapper.dataReceived(bytes("a"));
    assert.deepEqual((wrapper.transport as StringTransport).value(), bytes("a"));
  });
  assert.equal(logged.length, 1);
});

test("what is no bytes is refused by the transport, as ever", () => {
  const { lines, next } = logging();
  assert.throws(() => next().write("text" as never), { name: "NotBytesError" });
  assert.equal(lines[1], "1 > not bytes: string");
});
