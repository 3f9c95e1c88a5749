import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { CancelledError, type Deferred, Failure } from "../../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { ConnectionLost, ConnectionRefusedError } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import { FingerAnswerTooLongError, FingerQueryError } from "./errors.ts";
import { FINGER_PORT, type FingerOptions, finger } from "./finger-client.ts";
import { Finger } from "./finger-server.ts";

class Known extends Finger {
  override getUser(slashW: boolean, user: string) {
    return slashW ? `${user}\nat home` : user;
  }
}
/** Does to its client what the question is. */
class Rude extends Protocol {
  override dataReceived(data: Uint8Array): void {
    const wish = text(data).trim();
    if (wish === "reset") {
      this.transport.write(utf8("half"));
      this.transport.abortConnection();
    } else if (wish === "long") this.transport.write(new Uint8Array(200));
    else if (wish === "evil") {
      this.transport.write(utf8("\x1b[2Jada\r\n"));
      this.transport.loseConnection();
    }
  }
}

function world(Server: new () => Protocol) {
  const network = new MemoryNetwork({ latency: 0.01 });
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  const lost: Failure[] = [];
  new TCPServerEndpoint(server, FINGER_PORT).listen(
    Factory.forProtocol(
      class extends Server {
        override connectionLost(reason: Failure): void {
          lost.push(reason);
          super.connectionLost(reason);
        }
      },
    ),
  );
  const endpoint = new TCPClientEndpoint(client, "server", FINGER_PORT);
  const start = (who: string, options?: FingerOptions): Deferred<string> =>
    finger(endpoint, who, options);
  const ask = (who: string, options?: FingerOptions): unknown => {
    let now: unknown = "waits";
    start(who, options).addBoth((result) => {
      now = result instanceof Failure ? result.value : result;
    });
    network.advance(1);
    return now;
  };
  return { network, client, start, ask, lost };
}

test("a question and its answer", () => {
  const { ask } = world(Known);
  assert.equal(ask("ada"), "ada\n");
  assert.equal(ask("ada", { slashW: true }), "ada\nat home\n");
  assert.equal(ask(""), "Finger online list denied\n");
  assert.equal(ask("@elsewhere"), "Finger forwarding service denied\n");
});

test("what is no question is not asked", () => {
  assert.ok(world(Known).ask("a\r\nb") instanceof FingerQueryError);
});

test("half an answer is none; one that is too long ends; a terminal is spared", () => {
  const { ask } = world(Rude);
  assert.ok(ask("reset") instanceof ConnectionLost);
  assert.ok(ask("long", { maxLength: 199 }) instanceof FingerAnswerTooLongError);
  assert.equal(ask("long", { maxLength: 200 }), "waits");
  assert.equal(ask("evil"), "[2Jada\n");
});

test("where nobody listens, that is the reason", () => {
  const { network, client } = world(Known);
  let now: unknown;
  finger(new TCPClientEndpoint(client, "server", 9), "ada").addErrback((failure) => {
    now = failure.value;
  });
  network.advance(1);
  assert.ok(now instanceof ConnectionRefusedError);
});

test("cancelled, while it connects or later, by itself or by a signal, it hangs up", () => {
  for (const seconds of [0, 0.005, 0.015, 0.5])
    for (const bySignal of [false, true]) {
      const { network, start, lost } = world(Rude);
      const abort = new AbortController();
      const answer = start("nothing", { signal: abort.signal });
      let now: unknown;
      answer.addErrback((failure) => {
        now = failure.value;
      });
      network.advance(seconds);
      if (bySignal) abort.abort();
      else answer.cancel();
      assert.ok(now instanceof Error);
      if (seconds > 0.1) assert.ok(now instanceof CancelledError);
      network.advance(1);
      if (seconds > 0.1) assert.equal(lost.length, 1);
    }
});
