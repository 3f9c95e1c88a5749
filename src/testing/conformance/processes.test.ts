import { test } from "node:test";
import { assertFoundInProcesses } from "./process-broken.test-fixture.ts";
import { processCases } from "./processes.ts";

// That Node's processes pass is told by test/conformance/processes.test.ts.
const linux = { skip: process.platform !== "linux" };

test("found: a platform that says of an end that it was a good one", linux, () =>
  assertFoundInProcesses(
    processCases,
    { sink: (sink) => ({ exited: () => sink.exited({ exitCode: 0, signal: null }) }) },
    /X29: an exit code/,
  ),
);

test("found: a platform that forgets to say who killed it", linux, () =>
  assertFoundInProcesses(
    processCases,
    { sink: (sink) => ({ exited: () => sink.exited({ exitCode: 137, signal: null }) }) },
    /X29: an end by a signal/,
  ),
);

test("found: a platform whose children inherit the environment", linux, () =>
  assertFoundInProcesses(
    processCases,
    { command: (asked) => ({ ...asked, env: null }) },
    /X30: the environment is empty/,
  ),
);

test("found: a platform that has its own idea of argv[0]", linux, () =>
  assertFoundInProcesses(
    processCases,
    { command: (asked) => ({ ...asked, args: [asked.executable, ...asked.args.slice(1)] }) },
    /X30: the first argument/,
  ),
);

test("found: a platform that begins everywhere in the same place", linux, () =>
  assertFoundInProcesses(
    processCases,
    { command: ({ directory, ...asked }) => asked },
    /X30: it begins in the directory/,
  ),
);

test("found: a platform that sends SIGKILL, whatever it is asked for", linux, () =>
  assertFoundInProcesses(
    processCases,
    { child: (inner) => ({ signal: (_signal, to) => inner.signal("SIGKILL", to) }) },
    /X31: signals/,
  ),
);

test("found: a platform whose pipes cannot be paused", linux, () =>
  assertFoundInProcesses(
    processCases,
    {
      child: ({ pipes }) => {
        for (const pipe of pipes.values()) pipe.pauseReading = () => {};
        return {};
      },
    },
    /output is not read/,
  ),
);

test("found: a platform that kills where it should close", linux, () =>
  assertFoundInProcesses(
    processCases,
    {
      child: (inner) => {
        for (const pipe of inner.pipes.values()) {
          const close = pipe.close.bind(pipe);
          pipe.close = () => {
            inner.signal("SIGKILL", "group");
            close();
          };
        }
        return {};
      },
    },
    /X32/,
  ),
);
