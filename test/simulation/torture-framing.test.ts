/**
 * Every framing under torture. A client sends messages and gets each of them back; each message is an operation, which
 * ends when it is back or when the connection is lost with a reason: none is lost without that. What comes is what was
 * sent, in order, whatever was cut, lost and sent again below.
 */

import { equals, text, utf8 } from "torsion/bytes";
import type { Failure } from "torsion/deferred";
import { ConnectionClosed } from "torsion/net";
import {
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  JSONLinesReceiver,
  type LengthPrefix,
  LengthPrefixedReceiver,
  LineOnlyReceiver,
  LineReceiver,
  NetstringReceiver,
  type Protocol,
  type State,
  StatefulProtocol,
  varintPrefix,
} from "torsion/protocols";
import type { Scenario } from "torsion/testing";
import { boot, connect, serve, testTorture } from "./torture-programs.ts";

/** What a test does with each message, and how it sends one. */
interface Messenger extends Protocol {
  pauseProducing(): void;
  resumeProducing(): void;
  message(data: Uint8Array): void;
  send(data: Uint8Array): void;
}
type MessengerClass = new () => Messenger;

const MESSAGES: readonly Uint8Array[] = ["one", "", "three", "4".repeat(250), "five", "six"].map(
  utf8,
);

/** The client sends all messages at once; the server answers each, and after every second one it pauses. */
function echoing(Base: MessengerClass, longest = 4000): Scenario {
  const messages = [...MESSAGES, new Uint8Array(longest).fill(0x78)];
  return (world) => {
    const wrong: string[] = [];
    world.always("what comes is what was sent", () => wrong.length === 0);

    class Server extends Base {
      #came = 0;
      override message(data: Uint8Array): void {
        if (!equals(data, messages[this.#came++]!)) wrong.push(`the server's ${this.#came}`);
        this.send(data);
        if (this.#came % 2 === 1) return;
        // As one does who has to ask somebody else first.
        this.pauseProducing();
        void Promise.resolve().then(() => this.resumeProducing());
      }
    }

    class Client extends Base {
      readonly #waiting: (() => void)[] = [];
      #came = 0;
      override connectionMade(): void {
        for (const [n, message] of messages.entries()) {
          this.#waiting.push(world.operation("client", `message ${n}`));
          this.send(message);
        }
      }
      override message(data: Uint8Array): void {
        if (!equals(data, messages[this.#came++]!)) wrong.push(`the client's ${this.#came}`);
        this.#waiting.shift()?.();
        if (this.#waiting.length === 0) this.transport.loseConnection();
      }
      override connectionLost(reason: Failure): void {
        if (!(reason.value instanceof ConnectionClosed)) wrong.push(`the end: ${reason.value}`);
        for (const end of this.#waiting) end();
      }
    }

    serve(world, Server);
    boot(world, "client", (reactor) => connect(world, reactor, Client));
  };
}

class Lines extends LineReceiver implements Messenger {
  override lineReceived(line: Uint8Array): void {
    this.message(line);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendLine(data);
  }
}

/** Each message but the line that says how long it is comes in raw mode. */
class Bodies extends LineReceiver implements Messenger {
  #missing = 0;
  #body: number[] = [];
  override lineReceived(line: Uint8Array): void {
    this.#missing = Number(text(line));
    if (this.#missing === 0) this.message(new Uint8Array(0));
    else this.setRawMode();
  }
  override rawDataReceived(data: Uint8Array): void {
    const mine = data.subarray(0, this.#missing);
    this.#missing -= mine.length;
    this.#body.push(...mine);
    if (this.#missing > 0) return;
    const body = Uint8Array.from(this.#body);
    this.#body = [];
    this.setLineMode(data.subarray(mine.length));
    this.message(body);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendLine(String(data.length));
    this.transport.write(data);
  }
}

class LinesAlone extends LineOnlyReceiver implements Messenger {
  override lineReceived(line: Uint8Array): void {
    this.message(line);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendLine(data);
  }
}

class Netstrings extends NetstringReceiver implements Messenger {
  override stringReceived(string: Uint8Array): void {
    this.message(string);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendString(data);
  }
}

class Strings8 extends Int8StringReceiver implements Messenger {
  override stringReceived(string: Uint8Array): void {
    this.message(string);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendString(data);
  }
}

class Strings16 extends Int16StringReceiver implements Messenger {
  override stringReceived(string: Uint8Array): void {
    this.message(string);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendString(data);
  }
}

class Strings32 extends Int32StringReceiver implements Messenger {
  override stringReceived(string: Uint8Array): void {
    this.message(string);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendString(data);
  }
}

class Varints extends LengthPrefixedReceiver implements Messenger {
  override readonly prefix: LengthPrefix = varintPrefix();
  override stringReceived(string: Uint8Array): void {
    this.message(string);
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendString(data);
  }
}

class Values extends JSONLinesReceiver implements Messenger {
  override jsonReceived(value: unknown): void {
    this.message(utf8(String(value)));
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.sendJSON(text(data));
  }
}

/** Four digits, and as many bytes. */
class Digits extends StatefulProtocol implements Messenger {
  override getInitialState(): State {
    return [this.#digits, 4];
  }
  #digits(data: Uint8Array): State {
    return [this.#body, Number(text(data))];
  }
  #body(data: Uint8Array): State {
    this.message(data);
    return [this.#digits, 4];
  }
  message(_data: Uint8Array): void {}
  send(data: Uint8Array): void {
    this.transport.writeSequence([utf8(String(data.length).padStart(4, "0")), data]);
  }
}

testTorture("torture-framing.test", {
  "LineReceiver, echoing": echoing(Lines),
  "LineReceiver, in raw mode": echoing(Bodies),
  "LineOnlyReceiver, echoing": echoing(LinesAlone),
  NetstringReceiver: echoing(Netstrings),
  Int8StringReceiver: echoing(Strings8, 255),
  Int16StringReceiver: echoing(Strings16),
  Int32StringReceiver: echoing(Strings32),
  "LengthPrefixedReceiver, varints": echoing(Varints),
  JSONLinesReceiver: echoing(Values),
  StatefulProtocol: echoing(Digits),
});
