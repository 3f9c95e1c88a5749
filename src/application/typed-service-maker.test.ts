import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { UsageError } from "./errors.ts";
import { Service } from "./service.ts";
import type { IServiceMaker } from "./service-maker.ts";
import { serviceMaker } from "./typed-service-maker.ts";

const reactor = reactorOn(new MemoryNetwork().host("a"));

class Kept extends Service {
  readonly options: object;
  constructor(options: object) {
    super();
    this.options = options;
  }
}

const maker = serviceMaker({
  tapname: "keep",
  description: "keeps its options",
  options: [
    { name: "to", value: "host", required: true, help: "" },
    { name: "listen", value: "endpoint", default: "tcp:1", help: "" },
    { name: "quiet", help: "" },
    { name: "peer", value: "host", multiple: true, help: "" },
    { name: "user", value: "name", help: "" },
  ],
  arguments: [{ name: "file", required: false, help: "" }],
  postOptions({ user, quiet }) {
    if (user !== undefined && quiet) throw new UsageError("--user is never quiet");
  },
  makeService: (_reactor, options) => new Kept(options),
});

test("what is not given has its default: false is a flag's, and an empty list that of many", () => {
  const { options } = maker.makeService(reactor, { to: "x" });
  assert.deepEqual(options, {
    to: "x",
    listen: "tcp:1",
    quiet: false,
    peer: [],
    user: undefined,
    file: undefined,
  });
  const given = { to: "x", listen: "tcp:2", quiet: true, peer: ["a"], user: "u", file: "f" };
  assert.deepEqual(maker.makeService(reactor, given).options, given);
});

test("P5: postOptions sees all of them, with their defaults", () => {
  maker.postOptions?.({ to: "x", user: "u" });
  assert.throws(() => maker.postOptions?.({ to: "x", user: "u", quiet: true }), UsageError);
});

test("what is required has to be given by hand too", () => {
  assert.throws(() => maker.makeService(reactor), /to is not given/);
});

test("it is a service maker, and has no postOptions where none was declared", () => {
  const plain: IServiceMaker = serviceMaker({
    tapname: "x",
    description: "",
    options: [],
    makeService() {
      return new Kept(this);
    },
  });
  assert.equal("postOptions" in plain, false);
  const { options } = plain.makeService(reactor, {}) as Kept;
  assert.equal((options as IServiceMaker).tapname, "x");
});
