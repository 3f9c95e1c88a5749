import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { InvalidDescriptionError } from "../errors.ts";
import { readParameters, required } from "../parameters.ts";
import { fileName, PEMFiles } from "./pem-files.ts";

const KEY = "-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

function world(files: Readonly<Record<string, string>>) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  for (const [path, text] of Object.entries(files))
    network.environment("a").files.set(path, utf8(text));
  const named = (text: string) => {
    const description = parseDescription(text);
    const { file } = readParameters(description, { file: required(fileName) });
    return { file, files: new PEMFiles(reactor, description) };
  };
  return { named };
}

test("a file is read as it is, and has to hold what is looked for", () => {
  const { named } = world({ "/key": KEY, "/both": `${CERTIFICATE}${KEY}` });
  const key = named("x:/key");
  assert.equal(key.files.read(key.file, "key"), KEY);
  const both = named("x:file=/both");
  assert.equal(both.files.read(both.file, "certificate"), `${CERTIFICATE}${KEY}`);
  assert.throws(() => key.files.read(key.file, "certificate"), {
    message: /file is \/key, in which there is no certificate in PEM\n {4}x:\/key\n {6}\^/,
    position: 2,
  });
});

test("a file that is not there is a mistake in the description, with the host's error as its cause", () => {
  const { file, files } = world({}).named("x:file=/none");
  assert.throws(
    () => files.read(file, "key"),
    (error) => {
      assert.ok(error instanceof InvalidDescriptionError);
      assert.equal(error.position, 7);
      assert.match(error.message, /file is \/none, which cannot be read: .*no such file/);
      assert.equal((error.cause as { code?: string }).code, "ENOENT");
      return true;
    },
  );
});

test("roots are those of a file, or of all files of a folder that end in .pem", () => {
  const { named } = world({
    "/roots/b.pem": `${CERTIFICATE}b`,
    "/roots/a.pem": `${CERTIFICATE}a`,
    "/roots/README": "no root",
    "/empty/README": "none",
    "/wrong/a.pem": "no certificate",
    "/root.pem": CERTIFICATE,
  });
  const roots = (text: string) => {
    const { file, files } = named(text);
    return files.roots(file);
  };
  assert.deepEqual(roots("x:/root.pem"), [CERTIFICATE]);
  for (const text of ["x:/roots", "x:/roots/"])
    assert.deepEqual(roots(text), [`${CERTIFICATE}a`, `${CERTIFICATE}b`]);
  assert.throws(() => roots("x:/empty"), {
    position: 2,
    message: /a folder in which no file ends in \.pem/,
  });
  assert.throws(() => roots("x:/wrong"), { position: 2, message: /no certificate/ });
  assert.throws(() => roots("x:/none"), { position: 2, message: /cannot be read/ });
});

test("a program that has no files is told apart from a mistake in the text", () => {
  assert.throws(() => new PEMFiles({}, parseDescription("x:/key")), { name: "NotSupportedError" });
});
