import assert from "node:assert/strict";
import { test } from "node:test";
import { accountFor, entryIn, type Lookup } from "./account.ts";
import { PrivilegesError } from "./errors.ts";

const DATABASES = {
  passwd:
    "root:x:0:0:root:/:/bin/sh\nada:x:1000:1001:Ada:/:/bin/sh\n77:x:1002:1003::/:\nodd:x:-1:5::/:\n",
  group: "root:x:0:\nada:x:1001:\nwww:x:33:ada\n",
};
const lookup: Lookup = (database, key) => entryIn(DATABASES[database], key);

test("a user by name or number has its primary group, unless another is given", () => {
  const ada = { name: "ada", uid: 1000 };
  assert.deepEqual(accountFor("ada", undefined, lookup), { ...ada, gid: 1001 });
  assert.deepEqual(accountFor("1000", undefined, lookup), { ...ada, gid: 1001 });
  assert.deepEqual(accountFor("ada", "www", lookup), { ...ada, gid: 33 });
  assert.deepEqual(accountFor("ada", "4242", lookup), { ...ada, gid: 4242 });
  assert.deepEqual(accountFor("4242", "33", lookup), { name: null, uid: 4242, gid: 33 });
});

test("a name that looks like a number is a name first", () => {
  assert.equal(accountFor("77", undefined, lookup).uid, 1002);
});

test("whom nobody knows, root, and numbers that mean something else, are errors", () => {
  const wrong: [string, string | undefined, RegExp][] = [
    ["eve", undefined, /no user "eve"/],
    ["", undefined, /no user ""/],
    ["-1", undefined, /no user "-1"/],
    ["ada", "eve", /no group "eve"/],
    ["4242", undefined, /give --gid too/],
    ["4294967295", "33", /no number from 0 to 4294967294/],
    ["ada", "4294967295", /no number/],
    ["odd", undefined, /no number/],
    ["root", undefined, /is root/],
    ["0", "33", /is root/],
    ["00", "33", /is root/],
  ];
  for (const [user, group, message] of wrong)
    assert.throws(
      () => accountFor(user, group, lookup),
      (error) => error instanceof PrivilegesError && message.test(error.message),
      user,
    );
});
