/** A reactor's static type follows from what its platform can do. */
import { serverFromString, TCPServerEndpoint } from "torsion/endpoints";
import type { Platform } from "torsion/platform";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";

declare const browser: Omit<Platform, "tcp">;

new TCPServerEndpoint(reactorOn(node()), 80);
serverFromString(reactorOn(node()), "tcp:80");
reactorOn(browser).callLater(1, () => {});
reactorOn(browser).run().cancel();
// @ts-expect-error: a browser cannot listen on TCP, and that is said where it is asked to
new TCPServerEndpoint(reactorOn(browser), 80);
// @ts-expect-error: nor has its reactor the method
reactorOn(browser).listenTCP;
