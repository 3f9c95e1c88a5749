import assert from "node:assert/strict";
import test from "node:test";
import { parseDescription } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";
import {
  host,
  innerDescription,
  optional,
  readLeadingParameters,
  readParameters,
  required,
  seconds,
  wholeNumber,
} from "./parameters.ts";

const parameters = {
  host: required(host),
  port: required(wholeNumber(1, 65_535)),
  timeout: optional(seconds),
};
const read = (text: string) => readParameters(parseDescription(text), parameters);

test("arguments are known by place or by name, in any mixture", () => {
  const both = { host: "a", port: 80 };
  assert.deepEqual(read("tcp:a:80"), both);
  assert.deepEqual(read("tcp:port=80:host=a"), both);
  assert.deepEqual(read("tcp:a:port=80"), both);
  assert.deepEqual(read("tcp:host=a:80"), both);
  assert.deepEqual(read("tcp:a:80:timeout=.5"), { ...both, timeout: 0.5 });
});

test("the values have the types that their readers give", () => {
  const { port, timeout }: { port: number; timeout?: number } = read("tcp:a:80");
  assert.equal(port, 80);
  assert.equal(timeout, undefined);
});

test("each mistake says what is wrong, and where", () => {
  const mistakes: readonly (readonly [string, RegExp, number])[] = [
    ["tcp", /tcp needs a host/, 3],
    ["tcp:a", /tcp needs a port/, 5],
    ["tcp:a:80:90", /one argument too many; .* is host, port/, 9],
    ["tcp:a:80:port=90", /one argument too many/, 6],
    ["tcp:a:80:backlog=5", /tcp takes no "backlog"; it takes host, port, timeout/, 9],
    ["tcp:a:80:timeout=5:timeout=6", /timeout is given twice/, 19],
    ["tcp:a:80:timeout=0", /timeout is "0", and has to be a number of seconds above 0/, 17],
    ["tcp:a:80:timeout=1e9", /timeout is "1e9"/, 17],
    ["tcp:a:http", /port is "http", and has to be a whole number from 1 to 65535/, 6],
    ["tcp:a:", /port is ""/, 6],
    ["tcp:a:0", /port is "0"/, 6],
    ["tcp:a:65536", /port is "65536"/, 6],
    ["tcp:a:-1", /port is "-1"/, 6],
    ["tcp:a:0x50", /port is "0x50"/, 6],
    ["tcp::80", /host is "", and has to be the name or address of a host/, 4],
    ["tcp:a:80:toString=1", /tcp takes no "toString"/, 9],
  ];
  for (const [text, message, position] of mistakes)
    assert.throws(
      () => read(text),
      (error) => {
        assert.ok(error instanceof InvalidDescriptionError, text);
        assert.match(error.message, message);
        assert.equal(error.position, position, text);
        return true;
      },
    );
});

test("a value that is a description is one, and its mistakes are shown where they are", () => {
  const parameters = { endpoint: required(innerDescription) };
  const outer = readParameters(parseDescription("over:tcp\\:a\\:http"), parameters).endpoint;
  assert.equal(outer.type, "tcp");
  assert.throws(
    () => readParameters(outer, { host: required(host), port: required(wholeNumber(1, 9)) }),
    {
      position: 13,
      message: /port is "http".*\n {4}over:tcp\\:a\\:http\n {17}\^/,
    },
  );
});

test("what comes before the endpoint inside is said by name; the rest is the endpoint", () => {
  const parameters = { timeout: optional(seconds), tries: optional(wholeNumber(1, 9)) };
  const read = (text: string) => readLeadingParameters(parseDescription(text), parameters);
  const { values, inside } = read("again:tries=2:tcp:a:80:timeout=5");
  assert.deepEqual(values, { tries: 2 });
  assert.equal(inside.type, "tcp");
  assert.deepEqual(
    inside.args.map(({ value }) => value),
    ["a", "80", "5"],
  );
  assert.throws(() => read("again:tries=2"), { message: /needs the description of an endpoint/ });
  assert.throws(() => read("again:often=2:tcp:80"), { message: /takes no "often"/ });
});
