/** Descriptions that nobody would write: what they may come to is an endpoint, or an error that says where. */
import { ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  clientFromString,
  InvalidDescriptionError,
  quoteStringArgument,
  serverFromString,
} from "torsion/endpoints";
import { NotSupportedError } from "torsion/net";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import "torsion/websocket";

const reactor = reactorOn(node());

const TYPES = [
  ..."tcp tcp6 tls ssl unix memory stdio fd systemd haproxy process retry fallback".split(" "),
  ..."socks5 socks4a socks4 ws wss websocket TCP none".split(" "),
];
const NAMES = [
  ..."port host timeout bindAddress interface backlog address path mode lockfile fileno".split(" "),
  ..."index name domain trusted version executable stderr inherit closeSeconds uid gid".split(" "),
  ..."attempts delay maxDelay endpoint username password hostname certificate privateKey".split(
    " ",
  ),
  ..."trustRoots certKey caCertsDir extraCertChain sslmethod dhParameters protocols".split(" "),
  ..."maxPayload handshakeSeconds pingSeconds origins hostHeader env.A env. -x".split(" "),
  ..."__proto__ constructor toString".split(" "),
];
const VALUES = [
  ..."80 0 1 65535 65536 -1 1.5 .5 1e9 0x10 example.org ::1 127.0.0.1 10.0.0.0/8 / /tmp".split(" "),
  ..."/none /dev/null v1 v2 log drop 666 777 INET UNIX @a @ % [::1] a<b a/b a?b a#b a@b ..".split(
    " ",
  ),
  ..."xn--a xn--zzzz-- \u00e4.org \u200d.org a..b .a a. * *.org 999999999999999999 /a#b /a?b".split(
    " ",
  ),
  ...[
    "",
    " ",
    "\0",
    "\n",
    "9".repeat(400),
    `0.${"0".repeat(400)}1`,
    "a".repeat(300),
    "\ud800",
    "1,2",
    ",",
  ],
];

const value = fc.oneof(
  { arbitrary: fc.constantFrom(...VALUES).map((text) => quoteStringArgument(text)), weight: 8 },
  { arbitrary: fc.constantFrom(...VALUES), weight: 2 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 6 }), weight: 1 },
);
const { description } = fc.letrec<{ description: string; argument: string }>((tie) => ({
  argument: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: value, weight: 5 },
    {
      arbitrary: fc.tuple(fc.constantFrom(...NAMES), value).map((parts) => parts.join("=")),
      weight: 4,
    },
    { arbitrary: tie("description"), weight: 1 },
    { arbitrary: tie("description").map((text) => quoteStringArgument(text)), weight: 1 },
    {
      arbitrary: tie("description").map((text) => `endpoint=${quoteStringArgument(text)}`),
      weight: 1,
    },
  ),
  description: fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.constantFrom(...TYPES), weight: 20 },
        { arbitrary: fc.string({ maxLength: 4 }), weight: 1 },
      ),
      fc.array(tie("argument"), { maxLength: 4 }),
    )
    .map(([type, args]) => [type, ...args].join(":")),
}));

for (const [side, parse] of Object.entries({ serverFromString, clientFromString }))
  test(`E4: whatever the text is, ${side} throws no other error than there are, and its place is in the text`, () => {
    fc.assert(
      fc.property(description, (text) => {
        try {
          parse(reactor, text);
        } catch (thrown) {
          if (thrown instanceof NotSupportedError) return;
          if (!(thrown instanceof InvalidDescriptionError)) throw thrown;
          ok(thrown.description === text && thrown.position >= 0 && thrown.position <= text.length);
        }
      }),
      { numRuns: Number(process.env.DESCRIPTION_RUNS ?? 2000) },
    );
  });

const WRAPPERS: readonly ((inner: string) => string)[] = [
  (inner) => `haproxy:version=v1:${inner}`,
  (inner) => `retry:attempts=2:${inner}`,
  (inner) => `fallback:tcp\\:a\\:1:${quoteStringArgument(inner)}:delay=1`,
  (inner) => `tls:a\\=b:1:endpoint=${quoteStringArgument(inner)}:hostname=b`,
  (inner) => `socks5:a:endpoint=${quoteStringArgument(inner)}:port=1`,
  (inner) => `websocket:${quoteStringArgument(inner)}:path=/p`,
];

test("a mistake is shown where it stands, however deep inside and whatever is around it", () => {
  const wrapped = fc.array(fc.constantFrom(...WRAPPERS), { maxLength: 6 });
  // Its port is `:99999`, and so quoted itself.
  const mistaken = fc.constantFrom<string>(
    "tcp:a:\\:99999",
    "TCP:port=\\:99999:host=a",
    "tls:a\\:b:\\:99999",
  );
  fc.assert(
    fc.property(mistaken, wrapped, (mistake, wrappers) => {
      const text = wrappers.reduce<string>((inner, wrap) => wrap(inner), mistake);
      throws(() => clientFromString(reactor, text), {
        name: "InvalidDescriptionError",
        message: /port is ":99999"/,
        position: text.search(/\\+:99999/),
      });
    }),
  );
});
