/**
 * Peers that mean no good, on a simulated network: each is told off by an error of its own class, after no more bytes
 * than the limit and one read, while another client of the same server is served as ever.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "torsion/components";
import type { Failure } from "torsion/deferred";
import { connectProtocol, TCPClientEndpoint } from "torsion/endpoints";
import { IProducer, type IPullProducer } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import {
  fixedPrefix,
  Int16StringReceiver,
  Int32StringReceiver,
  JSONLinesReceiver,
  LengthPrefixedReceiver,
  LineOnlyReceiver,
  LineReceiver,
  NetstringReceiver,
  Protocol,
  varintPrefix,
} from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const LIMIT = 1000;
const PORT = 7;
/** The most that any platform delivers at once. */
const READ = 65_536;

interface Server extends Protocol {
  maxLength: number;
}
type ServerClass = new () => Server;

class Lines extends LineReceiver {
  override lineReceived(line: Uint8Array): void {
    this.sendLine(line);
  }
}
class OnlyLines extends LineOnlyReceiver {
  override lineReceived(line: Uint8Array): void {
    this.sendLine(line);
  }
}
class JSONLines extends JSONLinesReceiver {
  override jsonReceived(value: unknown): void {
    this.sendJSON(value);
  }
}
class Netstrings extends NetstringReceiver {
  override stringReceived(string: Uint8Array): void {
    this.sendString(string);
  }
}
class Int16 extends Int16StringReceiver {
  override stringReceived(string: Uint8Array): void {
    this.sendString(string);
  }
}
class Int32 extends Int32StringReceiver {
  override stringReceived(string: Uint8Array): void {
    this.sendString(string);
  }
}
class Varint extends LengthPrefixedReceiver {
  override readonly prefix = varintPrefix();
  override stringReceived(string: Uint8Array): void {
    this.sendString(string);
  }
}
class Fixed64 extends LengthPrefixedReceiver {
  override readonly prefix = fixedPrefix(8, { littleEndian: true });
  override stringReceived(string: Uint8Array): void {
    this.sendString(string);
  }
}

interface Attack {
  readonly what: string;
  readonly Server: ServerClass;
  /** Sent once; … */
  readonly first: string;
  /** … and this for ever. */
  readonly then: string;
  readonly error: string;
}

const attack = (
  what: string,
  Server: ServerClass,
  first: string,
  then: string,
  error: string,
): Attack => ({ what, Server, first, then, error });

const ATTACKS: readonly Attack[] = [
  attack("a line without an end", Lines, "", "x", "LineTooLongError"),
  attack("a line without an end", OnlyLines, "", "x", "LineTooLongError"),
  attack("carriage returns without an end", Lines, "", "\r", "LineTooLongError"),
  attack("a line without an end, after good ones", Lines, "a\r\nb\r\n", "x", "LineTooLongError"),
  attack("JSON without an end", JSONLines, "[", "[", "LineTooLongError"),
  attack("JSON that is too deep", JSONLines, `${"[".repeat(900)}\n`, "x", "JSONLineError"),
  attack("no JSON", JSONLines, "{nonsense}\n", "x", "JSONLineError"),
  attack("no UTF-8", JSONLines, '"\xff\xfe"\n', "x", "JSONLineError"),
  attack("digits without an end", Netstrings, "", "9", "MessageTooLongError"),
  attack("zeros without an end", Netstrings, "", "0", "NetstringParseError"),
  attack("a leading zero", Netstrings, "05:hello,", "x", "NetstringParseError"),
  attack("a sign", Netstrings, "+5:hello,", "x", "NetstringParseError"),
  attack("a minus", Netstrings, "-5:hello,", "x", "NetstringParseError"),
  attack("a space", Netstrings, " 5:hello,", "x", "NetstringParseError"),
  attack("a space within", Netstrings, "5 :hello,", "x", "NetstringParseError"),
  attack("no length", Netstrings, ":hello,", "x", "NetstringParseError"),
  attack("a promise of 4 GiB", Netstrings, "4294967296:", "x", "MessageTooLongError"),
  attack("no comma", Netstrings, "5:helloX", "x", "NetstringParseError"),
  attack("a promise of 4 GiB", Int32, "\xff\xff\xff\xff", "x", "MessageTooLongError"),
  attack("a negative length", Int32, "\x80\0\0\0", "x", "MessageTooLongError"),
  attack("a byte too many", Int16, "\x03\xe9", "x", "MessageTooLongError"),
  attack("a promise of 2^64", Fixed64, "\xff".repeat(8), "x", "MessageTooLongError"),
  attack("a varint without an end", Varint, "", "\x80", "LengthPrefixError"),
  attack("a varint of 2^63", Varint, `${"\xff".repeat(8)}\x7f`, "x", "MessageTooLongError"),
];

const bytes = (latin1: string): Uint8Array => Uint8Array.from(latin1, (c) => c.charCodeAt(0));

/** Sends as much as the other side takes. */
class Attacker extends Protocol implements IPullProducer {
  static {
    implementer(IProducer)(this);
  }
  readonly #attack: Attack;
  constructor(attack: Attack) {
    super();
    this.#attack = attack;
  }
  override connectionMade(): void {
    this.transport.write(bytes(this.#attack.first));
    this.transport.registerProducer(this, false);
  }
  resumeProducing(): void {
    this.transport.write(bytes(this.#attack.then.repeat(16_384)));
  }
  stopProducing(): void {}
}

for (const { what, Server, first, then, error } of ATTACKS)
  test(`${what}, to ${Object.getPrototypeOf(Server).name}: ${error}`, () => {
    const network = new MemoryNetwork();
    const reasons: Error[] = [];
    let received = 0;
    class Counting extends Server {
      override dataReceived(data: Uint8Array): unknown {
        received += data.length;
        return super.dataReceived(data);
      }
      override connectionLost(reason: Failure): void {
        reasons.push(reason.value);
      }
    }
    const server = reactorOn(network.host("server"));
    server.listenTCP(PORT, {
      buildProtocol: () => Object.assign(new Counting(), { maxLength: LIMIT }),
      doStart() {},
      doStop() {},
    });
    const endpoint = new TCPClientEndpoint(reactorOn(network.host("attacker")), "server", PORT);
    connectProtocol(endpoint, new Attacker({ what, Server, first, then, error }));
    network.advance(60);
    assert.deepEqual(
      reasons.map(({ name }) => name),
      [error],
      String(reasons),
    );
    assert.ok(received <= first.length + LIMIT + READ, `${received} bytes were read`);
    assert.equal(network.connections("server"), 0);
  });

test("while a hundred attack, who behaves is served as ever", () => {
  const answers = (attackers: number): number[] => {
    const network = new MemoryNetwork();
    const server = reactorOn(network.host("server"));
    server.listenTCP(PORT, {
      buildProtocol: () => Object.assign(new Lines(), { maxLength: LIMIT }),
      doStart() {},
      doStop() {},
    });
    const at: number[] = [];
    class Client extends LineReceiver {
      override connectionMade(): void {
        this.sendLine("hello");
      }
      override lineReceived(): void {
        at.push(network.now());
        if (at.length < 50) this.sendLine("hello");
      }
    }
    for (let i = 0; i < attackers; i++) {
      const attacker = reactorOn(network.host(`attacker ${i}`));
      attacker.callLater(i * 0.01, () => {
        const endless = attack("", Lines, "", "x", "");
        connectProtocol(new TCPClientEndpoint(attacker, "server", PORT), new Attacker(endless));
      });
    }
    const client = new TCPClientEndpoint(reactorOn(network.host("client")), "server", PORT);
    connectProtocol(client, new Client());
    network.advance(60);
    return at;
  };
  const undisturbed = answers(0);
  assert.equal(undisturbed.length, 50);
  assert.deepEqual(answers(100), undisturbed);
});
