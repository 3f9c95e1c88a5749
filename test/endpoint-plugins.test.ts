/** A package that is installed adds a type of description: to `twist`, and to a program of one's own. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";

const project = mkdtempSync(join(tmpdir(), "endpoint-plugins-"));
after(() => rmSync(project, { recursive: true }));

function file(path: string, content: string | object): void {
  const full = join(project, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
}

/** As npm installs them: packages, and the commands of one. */
file("package.json", {
  name: "project",
  type: "module",
  dependencies: { torsion: "*", "torsion-loopback": "*", "torsion-broken": "*" },
});
mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
symlinkSync(resolve("."), join(project, "node_modules", "torsion"));
chmodSync(resolve("dist", "cli", "main.js"), 0o755);
symlinkSync("../torsion/dist/cli/main.js", join(project, "node_modules", ".bin", "twist"));
file("node_modules/torsion-loopback/package.json", {
  name: "torsion-loopback",
  type: "module",
  torsion: { endpoints: { loopback: "./endpoints.js" } },
});
file(
  "node_modules/torsion-loopback/endpoints.js",
  `import { clientFromString, optional, portNumber, required, serverFromString, serverParser, clientParser } from "torsion/endpoints";
   import { IReactorTCP } from "torsion/net";
   const port = { port: required(portNumber(0)) };
   export const server = serverParser("loopback", IReactorTCP, port, (reactor, { port }) =>
     serverFromString(reactor, \`tcp:\${port}:interface=127.0.0.1\`));
   export const client = clientParser("loopback", IReactorTCP, port, (reactor, { port }) =>
     clientFromString(reactor, \`tcp:127.0.0.1:\${port}\`));`,
);
file("node_modules/torsion-broken/package.json", {
  name: "torsion-broken",
  type: "module",
  torsion: { endpoints: { broken: "./broken.js" } },
});
file("node_modules/torsion-broken/broken.js", "await 0; throw new Error('never loaded');");

function run(...args: string[]): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project });
  return { status, out: `${stdout}${stderr}` };
}

test("a program connects to itself by a type that a package adds", () => {
  file(
    "main.js",
    `import { clientFromString, serverFromString } from "torsion/endpoints";
     import { IHostAddress } from "torsion/net";
     import { Protocol } from "torsion/protocols";
     import { reactor } from "torsion/reactor";
     const stopped = reactor.run();
     const port = await serverFromString(reactor, "loopback:0").listen(Protocol);
     const number = IHostAddress(port.getHost()).port;
     const client = await clientFromString(reactor, "loopback:" + number).connect(Protocol);
     console.log(String(client.transport.getPeer()) === "127.0.0.1:" + number);
     for (const text of ["carp:1", "broken:1"])
       try { serverFromString(reactor, text); } catch (error) { console.log(error.message); }
     reactor.stop();
     await stopped;`,
  );
  const { status, out } = run("main.js");
  assert.equal(status, 0, out);
  assert.match(out, /^true\n/);
  assert.match(
    out,
    /no server type "carp"; there is tcp, .*loopback \(of torsion-loopback\), broken \(of torsion-broken\)/,
  );
  assert.match(
    out,
    /broken of the package torsion-broken, \.\/broken\.js, cannot be loaded: it, or what it imports, awaits/,
  );
});

test("twist listens on it, and says what is wrong with it", () => {
  file(
    "service.js",
    `import { StreamServerEndpointService } from "torsion/application";
     import { serverFromString } from "torsion/endpoints";
     import { Protocol } from "torsion/protocols";
     export default (reactor) => {
       const endpoint = serverFromString(reactor, "loopback:0");
       const listen = (...told) => endpoint.listen(...told).addCallback((port) => {
         console.log("listens on " + port.getHost());
         reactor.callLater(0, () => reactor.stop());
         return port;
       });
       return new StreamServerEndpointService({ listen }, () => new Protocol());
     };`,
  );
  const twist = join("node_modules", ".bin", "twist");
  const service = run(twist, "run", "service.js");
  assert.equal(service.status, 0, service.out);
  assert.match(service.out, /listens on 127\.0\.0\.1:\d+/);
  const unknown = run(twist, "echo", "--listen", "carp:0");
  assert.deepEqual(
    [unknown.status, /loopback \(of torsion-loopback\)/.test(unknown.out)],
    [64, true],
  );
  const npx = ["--no-install", "twist", "echo", "--listen", "loopback:x"];
  const { status, stderr } = spawnSync("npx", npx, { cwd: project, encoding: "utf8" });
  assert.match(stderr, /port is "x", and has to be a whole number from 0 to 65535/);
  assert.equal(status, 64);
});
