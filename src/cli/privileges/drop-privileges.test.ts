import assert from "node:assert/strict";
import { test } from "node:test";
import { type Credentials, dropPrivileges, proveDropped } from "./drop-privileges.ts";
import { PrivilegesError } from "./errors.ts";

// The real thing, as root, is in test/privileges.test.ts.

type Ids = [real: number, effective: number, saved: number];

/** A process as Linux has it, which keeps a capability or a saved number where it is told to. */
class FakeProcess implements Credentials {
  readonly calls: string[] = [];
  uids: Ids = [0, 0, 0];
  gids: Ids = [0, 0, 0];
  groups: number[] = [0, 4];
  capable = true;
  keepsSaved = false;
  keepsCapabilities = false;

  getuid = () => this.uids[0];
  geteuid = () => this.uids[1];
  getgid = () => this.gids[0];
  getegid = () => this.gids[1];
  getgroups = () => this.groups;

  #may(what: string, allowed: boolean): void {
    this.calls.push(what);
    if (!allowed && !this.capable) throw Object.assign(new Error("EPERM"), { code: "EPERM" });
  }
  setuid = (id: number | string) => {
    this.#may(`setuid ${id}`, this.uids.includes(Number(id)));
    this.uids = this.capable && !this.keepsSaved ? [+id, +id, +id] : [+id, +id, this.uids[2]];
    if (!this.keepsCapabilities) this.capable = Number(id) === 0;
  };
  seteuid = (id: number | string) => {
    this.#may(`seteuid ${id}`, this.uids.includes(Number(id)));
    this.uids[1] = Number(id);
  };
  setgid = (id: number | string) => {
    this.#may(`setgid ${id}`, this.gids.includes(Number(id)));
    this.gids = [+id, +id, +id];
  };
  setegid = (id: number | string) => {
    this.#may(`setegid ${id}`, this.gids.includes(Number(id)));
    this.gids[1] = Number(id);
  };
  setgroups = (groups: readonly (number | string)[]) => {
    this.#may(`setgroups ${groups}`, false);
    this.groups = groups.map(Number);
  };
  initgroups = (user: number | string, group: number | string) => {
    this.#may(`initgroups ${user} ${group}`, false);
    this.groups = [Number(group), 33];
  };
}

const ada = { name: "ada", uid: 1000, gid: 1001 };
const status = (uid = 1000, gid = 1001, permitted = "0000000000000000"): string =>
  `Name:\tnode\nPid:\t7\nUid:\t${[uid, uid, uid, uid].join("\t")}\nGid:\t${[gid, gid, gid, gid].join("\t")}\nGroups:\t33 1001 \nNStgid:\t7\n` +
  `CapInh:\t0000000000000000\nCapPrm:\t${permitted}\nCapEff:\t0000000000000000\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000000\n`;

const refused = (message: RegExp) => (error: unknown) =>
  error instanceof PrivilegesError && message.test(error.message);

test("groups, then the group, then the user; then every way back is tried", () => {
  const process = new FakeProcess();
  dropPrivileges(process, ada, () => [status()]);
  assert.deepEqual(process.calls.slice(0, 3), [
    "initgroups ada 1001",
    "setgid 1001",
    "setuid 1000",
  ]);
  const tried = ["setuid 0", "seteuid 0", "setgid 0", "setegid 0", "setgroups 0"];
  assert.deepEqual(process.calls.slice(3), tried);
  assert.deepEqual(
    [process.uids, process.gids],
    [
      [1000, 1000, 1000],
      [1001, 1001, 1001],
    ],
  );
  assert.deepEqual(process.groups, [1001, 33]);
});

test("a number without an account has its group and no others", () => {
  const process = new FakeProcess();
  dropPrivileges(process, { ...ada, name: null }, () => []);
  assert.deepEqual(process.groups, [1001]);
});

test("who may not, does not", () => {
  const process = new FakeProcess();
  process.capable = false;
  assert.throws(
    () => dropPrivileges(process, ada, () => []),
    refused(/cannot become user ada: EPERM/),
  );
});

test("a way back that is open is refused: the saved number, a capability", () => {
  const saved = new FakeProcess();
  saved.keepsSaved = true;
  assert.throws(() => dropPrivileges(saved, ada, () => []), refused(/regained by setuid/));
  const capable = new FakeProcess();
  capable.keepsCapabilities = true;
  assert.throws(
    () => dropPrivileges(capable, ada, () => []),
    refused(/regained by setuid, .*setgroups/),
  );
});

test("a call that does nothing is refused", () => {
  const process = new FakeProcess();
  process.setuid = () => {};
  assert.throws(() => dropPrivileges(process, ada, () => []), refused(/is not the user 1000/));
});

test("each thread is looked at: one that has kept a number or a capability is refused", () => {
  const dropped = (): Credentials => {
    const process = new FakeProcess();
    [process.uids, process.gids, process.capable] = [[1000, 1000, 1000], [1001, 1001, 1001], false];
    process.groups = [33];
    return process;
  };
  proveDropped(dropped(), ada, () => [status(), status()]);
  proveDropped(dropped(), ada, () => [status().replace("33 1001 ", " ")]);
  const cases: [string, RegExp][] = [
    [status(0), /thread 7 has kept some: Uid 0 0 0 0$/],
    [status().replace("1000\t1000\nGid", "0\t1000\nGid"), /Uid 1000 1000 0 1000/],
    [status(1000, 0), /Gid 0/],
    [status(1000, 1001, "0000000000000080"), /CapPrm 0000000000000080/],
    [status().replace("33 1001", "0 33 1001"), /Groups 0 33 1001$/],
    ["", /Uid/],
  ];
  for (const [kept, message] of cases)
    assert.throws(() => proveDropped(dropped(), ada, () => [status(), kept]), refused(message));
});
