import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Service, type ServiceReactor } from "../application/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { LoadError } from "./errors.ts";
import { loadFile } from "./load-file.ts";

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "twist-"));
});
after(() => rmSync(folder, { recursive: true }));

const application = pathToFileURL(join(import.meta.dirname, "../application/index.js")).href;
const reactor: ServiceReactor = reactorOn(new MemoryNetwork().host("a"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const complains = async (path: string, message: RegExp): Promise<void> => {
  await assert.rejects(
    async () => (await loadFile(path)).makeService(reactor, {}),
    (error: Error) => error instanceof LoadError && message.test(error.message),
  );
};

test("a service, a function that gives one, and a service maker can be run", async () => {
  const service = `import { Service } from "${application}";`;
  const one = file("one.mjs", `${service} export default new Service();`);
  assert.ok((await loadFile(one)).makeService(reactor, {}) instanceof Service);
  const two = file("two.mjs", `${service} export const service = () => new Service();`);
  assert.ok((await loadFile(two)).makeService(reactor, {}) instanceof Service);
  const three = file(
    "three.mjs",
    `${service} export default { tapname: "t", description: "", options: [], makeService: () => new Service() };`,
  );
  assert.equal((await loadFile(three)).tapname, "t");
});

test("what is no service is one message that names the file and what is wrong", async () => {
  await complains(join(folder, "none.mjs"), /^no such file: .*none\.mjs$/);
  await complains(folder, /^not a file/);
  await complains(file("empty.mjs", ""), /empty\.mjs exports no service/);
  await complains(file("seven.mjs", "export default 7;"), /export default is no service \(7\)/);
  await complains(file("gives.mjs", "export default () => ({});"), /gave an object of Object/);
});

test("a file that is no JavaScript says where, or how to see where", async () => {
  await complains(
    file("wrong.mjs", "let a;\nlet b = = 2;"),
    /wrong\.mjs cannot be loaded: Unexpected token '=' \(node \S+wrong\.mjs says where\)$/,
  );
  await complains(
    file("wrong.cjs", "let a;\nlet b = = 2;"),
    /wrong\.cjs cannot be loaded: Unexpected token '=' \(\S+wrong\.cjs:2\)$/,
  );
});

test("a file that throws says what and where", async () => {
  await complains(
    file("throws.mjs", "\nthrow new Error('early');"),
    /throws\.mjs cannot be loaded: early \(\S+throws\.mjs:2:7\)$/,
  );
  await complains(
    file("syntax.mjs", "export default {"),
    /syntax\.mjs cannot be loaded: Unexpected end of input/,
  );
  await complains(file("text.mjs", "throw 'early';"), /text\.mjs cannot be loaded: early$/);
  await complains(file("lost.mjs", "import 'nowhere';"), /Cannot find package 'nowhere' imported/);
});

test("TypeScript on a Node.js that runs none says what to do", async (t) => {
  const { strip } = process.features as { strip?: unknown; typescript?: unknown };
  if (strip || (process.features as { typescript?: unknown }).typescript) {
    t.skip("this Node.js runs TypeScript");
    return;
  }
  await complains(file("service.ts", "export default 1 as number;"), /compile it first/);
});
