import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServiceOptions } from "../../application/index.ts";
import { capturedLogs, formatEvent } from "../../logger/index.ts";
import type { LifeCycleHooks, Run } from "../feature.ts";
import { entryIn } from "./account.ts";
import type { Credentials } from "./drop-privileges.ts";
import { PrivilegesError } from "./errors.ts";
import { type PrivilegesWorld, privileges } from "./privileges.ts";

const PASSWD = "ada:x:1000:1001:Ada:/:/bin/sh\n";

/** A world in which the process is user `uid`, and what is done in it. */
function world(uid: number, variables: Record<string, string> = {}) {
  let [now, group] = [uid, uid];
  const done: string[] = [];
  const only =
    (what: string, then: (id: number) => void) =>
    (id: unknown): void => {
      if (now !== 0) throw new Error("EPERM");
      done.push(`${what} ${id}`);
      then(Number(id));
    };
  const ignored = (): void => {};
  const who: Credentials = {
    getuid: () => now,
    geteuid: () => now,
    getgid: () => group,
    getegid: () => group,
    getgroups: () => [],
    seteuid: only("seteuid", ignored),
    setegid: only("setegid", ignored),
    setgroups: only("setgroups", ignored),
    initgroups: only("initgroups", ignored),
    setgid: only("setgid", (id) => {
      group = id;
    }),
    setuid: only("setuid", (id) => {
      now = id;
    }),
  };
  const all: PrivilegesWorld = {
    who,
    lookup: (database, key) => entryIn(database === "passwd" ? PASSWD : "", key),
    threads: () => [],
    umask: (mask) => done.push(`umask ${mask.toString(8)}`),
    variable: (name) => variables[name],
  };
  const feature = privileges(all);
  const join = (options: ServiceOptions): LifeCycleHooks | null => {
    feature.prepare?.(options);
    return feature.join({ options } as Run);
  };
  return { done, join, all };
}

test("without --uid nothing is done", () => {
  const { done, join } = world(0);
  assert.equal(join({}), null);
  assert.deepEqual(done, []);
});

test("privileges are dropped when the ports are open, and the log says so", () => {
  const { done, join } = world(0);
  const hooks = join({ uid: "ada" });
  assert.deepEqual(done, []);
  const said = capturedLogs(() => void hooks?.privilegedStarted?.()).map((event) =>
    formatEvent(event),
  );
  assert.deepEqual(done, ["initgroups ada", "setgid 1001", "setuid 1000"]);
  assert.deepEqual(said, ["has become user ada (1000, group 1001), and cannot be root again"]);
});

test("--gid alone is a mistake of the command line", () =>
  assert.throws(() => world(0).join({ gid: "ada" }), {
    name: "UsageError",
    message: /give --uid too/,
  }));

test("--umask is set before anything is opened", () => {
  const { done, join } = world(7);
  join({ umask: 0o27 });
  assert.deepEqual(done, ["umask 27"]);
  const umask = privileges().options.find(({ name }) => name === "umask")?.parse;
  assert.deepEqual([umask?.("027"), umask?.("0027"), umask?.("77")], [0o27, 0o27, 0o77]);
  for (const wrong of ["", "8", "1777", "0x1", "-1"]) assert.throws(() => umask?.(wrong), wrong);
});

test("what cannot be is refused before anything is opened", () => {
  const cases: [number, ServiceOptions, RegExp][] = [
    [7, { uid: "ada" }, /only root can become somebody else, and this is user 7/],
    [0, { uid: "eve" }, /no user "eve"/],
  ];
  for (const [uid, options, message] of cases)
    assert.throws(
      () => world(uid).join(options),
      (error) => error instanceof PrivilegesError && message.test(error.message),
    );
  assert.throws(() => world(0, { UV_USE_IO_URING: "1" }).join({ uid: "ada" }), /UV_USE_IO_URING/);
  const nowhere = privileges({ ...world(0).all, who: {} });
  assert.throws(() => nowhere.prepare?.({ uid: "ada" }), /has no users/);
});

test("who is that user already has nothing to drop, and is looked at all the same", () => {
  const { done, join } = world(1000);
  const gid = "1000";
  join({ uid: "ada", gid })?.privilegedStarted?.();
  assert.deepEqual(done, []);
});

test("--chroot is refused, with the reason and what to use", () => {
  const chroot = privileges().options.find(({ name }) => name === "chroot")?.parse;
  assert.throws(() => chroot?.("/srv"), /Node\.js cannot change its root.*RootDirectory=/);
});
