/**
 * The world stays shut from the first run of a simulation to the last: shutting it takes as long as a small run, and what a
 * run has left going finds it shut as well.
 */
import type { RunHost } from "./run.ts";

const nobody = (): void => {};

/** `run` is given a host whose `forbidWorld` only says who is told. */
export async function withWorldShut<T>(
  host: RunHost,
  run: (host: RunHost) => Promise<T>,
): Promise<T> {
  const { forbidWorld } = host;
  if (forbidWorld === undefined) return run(host);
  let tell: (error: Error) => void = nobody;
  const allow = forbidWorld((error) => tell(error));
  try {
    return await run({
      ...(host.catchStrays && { catchStrays: host.catchStrays }),
      forbidWorld: (report) => {
        tell = report;
        return () => {
          tell = nobody;
        };
      },
    });
  } finally {
    allow();
  }
}
