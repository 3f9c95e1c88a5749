import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { PortWanted, SupervisorMessage } from "../../platform/node/index.ts";
import { Clock } from "../../time/index.ts";
import { PortKeeper } from "./port-keeper.ts";

class Connection {
  closed = 0;
  destroy(): void {
    this.closed += 1;
  }
}

function world() {
  const opened: { readonly wanted: PortWanted; accept(socket: Connection): void }[] = [];
  const closed: PortWanted[] = [];
  let refuses: Error | null = null;
  const keeper = new PortKeeper<Connection>(new Clock(), async (wanted, accept) => {
    if (refuses !== null) throw refuses;
    opened.push({ wanted, accept });
    return {
      address: { host: "h", port: "port" in wanted && wanted.port !== 0 ? wanted.port : 40_000 },
      close: () => void closed.push(wanted),
    };
  });
  const worker = () => {
    const told: SupervisorMessage[] = [];
    const user = keeper.user("worker", (message) => void told.push(message));
    return { user, told };
  };
  const refuse = (error: Error | null): void => {
    refuses = error;
  };
  return { keeper, worker, opened, closed, refuse };
}
const PORT = { host: "h", port: 80, backlog: 5 };

test("each port is opened once, for all who ask for it", async () => {
  const { worker, opened } = world();
  const [one, two] = [worker(), worker()];
  one.user.listen(1, PORT);
  two.user.listen(7, PORT);
  await turn();
  assert.equal(opened.length, 1);
  assert.deepEqual(one.told, [{ torsion: "listening", id: 1, address: { host: "h", port: 80 } }]);
  assert.deepEqual(two.told, [{ torsion: "listening", id: 7, address: { host: "h", port: 80 } }]);
});

test("port 0: the first of each worker is the same, and so is the second", async () => {
  const { worker, opened, keeper } = world();
  const free = { host: "h", port: 0, backlog: 5 };
  for (const { user } of [worker(), worker()]) {
    user.listen(1, free);
    user.listen(2, free);
  }
  await turn();
  assert.equal(opened.length, 2);
  assert.deepEqual(keeper.names, ["h:0 (1)", "h:0 (2)"]);
});

test("one worker that listens twice on a port is told what a program by itself is; afterwards it may", async () => {
  const { worker, opened } = world();
  const { user, told } = worker();
  user.listen(1, PORT);
  user.listen(2, PORT);
  await turn();
  assert.deepEqual(
    told.map((message) => [message.torsion, "code" in message && message.code]),
    [
      ["failed", "EADDRINUSE"],
      ["listening", false],
    ],
  );
  user.close(2);
  user.close(1);
  user.listen(3, PORT);
  await turn();
  assert.deepEqual([told.at(-1)?.torsion, opened.length], ["listening", 2]);
});

test("what cannot be opened is told, and tried again by whoever asks next", async () => {
  const { worker, opened, refuse } = world();
  const { user, told } = worker();
  refuse(Object.assign(new Error("taken"), { code: "EADDRINUSE" }));
  user.listen(1, PORT);
  await turn();
  assert.deepEqual(told, [{ torsion: "failed", id: 1, code: "EADDRINUSE", message: "taken" }]);
  refuse(null);
  user.listen(2, PORT);
  await turn();
  assert.equal(opened.length, 1);
});

test("a port is kept when workers die or are going to end, and what comes meanwhile waits", async () => {
  const { worker, opened, closed } = world();
  const one = worker();
  one.user.listen(1, PORT);
  await turn();
  one.user.stopping();
  one.user.close(1);
  one.user.ended();
  const connection = new Connection();
  opened[0]!.accept(connection);
  await turn();
  assert.deepEqual([closed.length, connection.closed], [0, 0]);
  const next = worker();
  next.user.listen(1, PORT);
  await turn();
  assert.deepEqual(next.told.at(-1), { torsion: "connection", id: 1, connection: 1 });
  next.user.answered(1, "taken");
  assert.deepEqual([opened.length, connection.closed], [1, 1]);
});

test("a port is closed when the last of those who live does not want it any more", async () => {
  const { worker, closed, keeper } = world();
  const [one, two] = [worker(), worker()];
  one.user.listen(1, PORT);
  two.user.listen(1, PORT);
  await turn();
  one.user.close(1);
  await turn();
  assert.equal(closed.length, 0);
  two.user.close(1);
  await turn();
  assert.deepEqual([closed.length, keeper.names], [1, []]);
});

test("close while it is being opened: nobody is told, and it is closed", async () => {
  const { worker, closed } = world();
  const { user, told } = worker();
  user.listen(1, PORT);
  user.close(1);
  await turn();
  assert.deepEqual([told.length, closed.length], [0, 1]);
});

test("the end: all are closed, what has come in is still handed over, and nothing is opened any more", async () => {
  const { worker, opened, closed, keeper } = world();
  const { user, told } = worker();
  user.listen(1, PORT);
  await turn();
  opened[0]!.accept(new Connection());
  opened[0]!.accept(new Connection());
  const over = keeper.close();
  await turn();
  assert.deepEqual([closed.length, over.called], [1, false]);
  user.answered(1, "taken");
  user.answered(2, "taken");
  assert.equal(over.called, true);
  user.listen(2, { ...PORT, port: 81 });
  await turn();
  assert.deepEqual(told.at(-1), {
    torsion: "failed",
    id: 2,
    code: "ECANCELED",
    message: "the program is stopping",
  });
});
