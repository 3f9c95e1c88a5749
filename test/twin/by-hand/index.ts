/** All scenarios that were written by hand, for each contract of Twisted's that is about sockets, and for what is rare. */
import type { Scenario } from "../scenario.ts";
import { beginning } from "./beginning.ts";
import { connecting } from "./connecting.ts";
import { ending } from "./ending.ts";
import { halfClosing } from "./half-closing.ts";
import { producing } from "./producing.ts";
import { reading } from "./reading.ts";
import { sending } from "./sending.ts";

export const byHand: readonly Scenario[] = [
  ...beginning,
  ...connecting,
  ...sending,
  ...reading,
  ...producing,
  ...ending,
  ...halfClosing,
];
