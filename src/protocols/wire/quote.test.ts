import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { StringTransport } from "../../testing/index.ts";
import type { Protocol } from "../protocol.ts";
import { QOTD, Who } from "./quote.ts";

function said(protocol: Protocol): string {
  const transport = new StringTransport();
  protocol.makeConnection(transport);
  assert.equal(transport.disconnecting, true);
  return text(transport.value());
}

test("RFC 865 and 866: a quote, the users; or what a class of yours gives", () => {
  assert.equal(said(new QOTD()), "An apple a day keeps the doctor away.\r\n");
  assert.equal(said(new Who()), "root\r\n");
  class Mine extends QOTD {
    override getQuote(): Uint8Array {
      return utf8("Simple things should be simple.\r\n");
    }
  }
  assert.equal(said(new Mine()), "Simple things should be simple.\r\n");
});
