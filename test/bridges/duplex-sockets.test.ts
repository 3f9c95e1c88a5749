/** Streams over Duplexes of the program's own are streams like any other: the conformance suite says so. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { succeed } from "torsion/deferred";
import { duplexSocket, node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { tcpConformance, tlsConformance } from "torsion/testing";
import { duplexPair, type Ends, platformOfPairs } from "./duplex-pair.ts";

function overPairs() {
  const platform = platformOfPairs(node(), (near: Ends, far: Ends) => {
    const [a, b] = duplexPair();
    return succeed([
      duplexSocket(a, { addresses: near }),
      duplexSocket(b, { addresses: far }),
    ] as const);
  });
  const reactor = reactorOn(platform);
  const pass = async () => void (await wait(1));
  return { server: reactor, client: reactor, host: "127.0.0.1", pass };
}

tcpConformance(test, "pairs of Duplexes", overPairs);
tlsConformance(test, "TLS over pairs of Duplexes", overPairs);
