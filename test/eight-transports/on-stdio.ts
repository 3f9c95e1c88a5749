/** A program that serves an example, `echo` or `chat`, at its standard input and output, and ends with that connection. */
import { serverFromString } from "torsion/endpoints";
import chat from "torsion/examples/chat";
import echo from "torsion/examples/echo";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { factoryOf } from "./factory-of.ts";

const example = [echo, chat].find(({ tapname }) => tapname === process.argv[2])!;
serverFromString(reactorOn(node()), "stdio:").listen(await factoryOf(example));
