import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFoundInUDP, datagramFailures } from "./datagram-broken.test-fixture.ts";
import { udpCases } from "./udp.ts";

test("the simulated platform passes", async () =>
  assert.deepEqual(await datagramFailures(udpCases), []));

test("found: a platform that cuts long datagrams", () =>
  assertFoundInUDP(
    udpCases,
    {
      sink: (sink) => ({
        datagram: (data, ...from) => sink.datagram(data.slice(0, 8192), ...from),
      }),
    },
    /65,507 bytes$/,
  ));

test("found: a platform that loses empty datagrams", () =>
  assertFoundInUDP(
    udpCases,
    {
      sink: (sink) => ({
        datagram: (data, ...from) => {
          if (data.length > 0) sink.datagram(data, ...from);
        },
      }),
    },
    /no bytes/,
  ));

test("found: a platform that keeps what it was given to send", () => {
  const late: (() => void)[] = [];
  return assertFoundInUDP(
    udpCases,
    {
      socket: (socket) => ({
        send: (data, to) => {
          late.push(() => socket.send(data, to));
          if (late.length === 2) for (const send of late.splice(0)) send();
        },
      }),
    },
    /the caller's again/,
  );
});

test("found: a platform that says nothing of refusals", () =>
  assertFoundInUDP(udpCases, { sink: () => ({ failed: () => {} }) }, /connectionRefused, where/));

test("found: a platform that takes names", () =>
  assertFoundInUDP(udpCases, { socket: () => ({ canReach: () => true }) }, /a name is/));

test("found: a platform on which connect changes nothing", () =>
  assertFoundInUDP(udpCases, { socket: () => ({ connect: () => {} }) }, /hears its peer alone/));
