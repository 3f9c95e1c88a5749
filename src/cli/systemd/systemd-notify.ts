/**
 * A message to systemd by its own program, `systemd-notify`: Node has no datagram sockets of UNIX (docs/design/systemd.md).
 *
 * Rule: it says nothing of its own, and it ends: by itself, which takes until systemd has read the message, or by a limit.
 */

import { text } from "../../bytes/index.ts";
import type { IReactorProcess } from "../../net/index.ts";
import { getProcessOutputAndValue } from "../../protocols/index.ts";
import type { IReactorTime } from "../../time/index.ts";
import { NotificationError } from "./errors.ts";
import type { SendNotification } from "./notifications.ts";

/** It waits itself for 5 seconds at most until systemd has read. */
const SECONDS = 10;
/** Where it is looked for by a program that has no `PATH`. */
const DEFAULT_PATH = "/usr/bin:/bin";

export interface SystemdNotifyOptions {
  /** The value of `NOTIFY_SOCKET`. */
  readonly socket: string;
  /** The value of `PATH`. */
  readonly path?: string | undefined;
}

export function systemdNotify(
  reactor: IReactorProcess & IReactorTime,
  { socket, path = DEFAULT_PATH }: SystemdNotifyOptions,
): SendNotification {
  const env = { NOTIFY_SOCKET: socket, PATH: path };
  return (lines) =>
    getProcessOutputAndValue(reactor, "systemd-notify", lines, { env, maxBytes: 10_000 })
      .addTimeout(SECONDS, reactor)
      .addCallbacks(
        ({ code, err }) => {
          if (code === 0) return;
          const why = text(err).trim().split("\n").join("; ");
          throw new NotificationError(`systemd-notify has ended with exit code ${code}: ${why}`);
        },
        ({ value }) => {
          throw new NotificationError(value.message, { cause: value });
        },
      );
}
