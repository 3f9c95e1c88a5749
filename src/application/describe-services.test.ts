import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { type Figures, IFigures } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientService } from "./client-service.ts";
import { describeServices } from "./describe-services.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

test("a tree is told from the root down, each service with its path and what it says of itself", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  class Queue extends Service {
    static {
      implementer(IFigures)(this);
    }
    figures(): Figures {
      return { jobs: 3 };
    }
  }
  const root = new MultiService();
  root.setName("shop");
  const inner = new MultiService();
  inner.setServiceParent(root);
  new Queue().setServiceParent(inner);
  const web = new StreamServerEndpointService(new TCPServerEndpoint(reactor, 80), Protocol);
  web.setName("web");
  web.setServiceParent(root);
  root.startService();
  network.advance(1);
  assert.deepEqual(describeServices(root), [
    { path: "shop", name: "shop", class: "MultiService", depth: 0, running: true, figures: null },
    {
      path: "shop/MultiService",
      name: null,
      class: "MultiService",
      depth: 1,
      running: true,
      figures: null,
    },
    {
      path: "shop/MultiService/Queue",
      name: null,
      class: "Queue",
      depth: 2,
      running: true,
      figures: { jobs: 3 },
    },
    {
      path: "shop/web",
      name: "web",
      class: "StreamServerEndpointService",
      depth: 1,
      running: true,
      figures: { state: "listening", address: "0.0.0.0:80" },
    },
  ]);
  assert.equal(describeServices(root, 2).length, 2);
});

test("a client service says whether it is connected and, if not, when it tries again", () => {
  const network = new MemoryNetwork();
  const [a, db] = [reactorOn(network.host("a")), reactorOn(network.host("db"))];
  const client = new ClientService(new TCPClientEndpoint(a, "db", 80), Protocol, {
    clock: a,
    retryPolicy: () => 10,
  });
  const says = (): Figures | null => describeServices(client)[0]?.figures ?? null;
  assert.deepEqual(says(), { state: "stopped" });
  client.startService();
  assert.deepEqual(says(), { state: "connecting" });
  network.advance(3);
  const { retrySeconds, ...waiting } = says()!;
  assert.deepEqual(waiting, { state: "waiting", failures: 1 });
  assert.ok((retrySeconds as number) > 6 && (retrySeconds as number) < 9);
  const server = new StreamServerEndpointService(new TCPServerEndpoint(db, 80), Protocol);
  server.startService();
  network.advance(10);
  assert.deepEqual(says(), { state: "connected" });
  client.stopService();
  assert.deepEqual(says(), { state: "closing" });
  network.advance(5);
  assert.deepEqual(says(), { state: "stopped" });
});

test("what is broken in a service is said of it, and of no other", () => {
  class Broken extends Service {
    static {
      implementer(IFigures)(this);
    }
    figures(): Figures {
      throw new Error("no figures");
    }
  }
  class BrokenTree extends MultiService {
    override [Symbol.iterator](): never {
      throw new Error("no children");
    }
  }
  const root = new MultiService();
  new Broken().setServiceParent(root);
  const parts = describeServices(root);
  assert.deepEqual(parts[1]?.figures, { error: "no figures" });
  assert.equal(describeServices(new BrokenTree()).length, 1);
});

test("whatever users wrote, a tree is told, as far as it was asked for", () => {
  const hostile = new Service();
  for (const name of ["name", "running", "constructor"])
    Object.defineProperty(hostile, name, {
      get() {
        throw new Error(`no ${name}`);
      },
    });
  class Endless extends MultiService {
    override *[Symbol.iterator](): Generator<Service> {
      yield hostile;
      for (;;) yield new Service();
    }
  }
  const parts = describeServices(new Endless(), 4);
  assert.deepEqual(
    parts.map(({ path, running }) => [path, running]),
    [
      ["Endless", false],
      ["Endless/a service that throws", false],
      ["Endless/Service", false],
      ["Endless/Service#2", false],
    ],
  );
  assert.deepEqual(describeServices(new Endless(), 0), []);
});

test("thousands of children without a name are told with the paths that they have elsewhere", () => {
  const root = new MultiService();
  for (let n = 0; n < 3000; n++) new Service().setServiceParent(root);
  const parts = describeServices(root, 1500);
  const children = [...root];
  for (const n of [0, 1, 700, 1498])
    assert.equal(parts[n + 1]?.path, servicePath(children[n] as Service));
});
