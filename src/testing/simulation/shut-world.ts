/**
 * The world stays shut from the first run of a simulation to the last, and what nobody catches is caught: to begin with that
 * takes as long as a small run, and what a run has left going finds it so as well.
 */
import type { RunHost } from "./run.ts";

type Told<Hook extends keyof RunHost> = Parameters<NonNullable<RunHost[Hook]>>[0];

const nobody = (): void => {};

/** `run` is given a host of which each run only says who is told. */
export async function withWorldShut<T>(
  host: RunHost,
  run: (host: RunHost) => Promise<T>,
): Promise<T> {
  const ends: (() => void)[] = [];
  const { forbidWorld, catchStrays } = host;
  try {
    return await run({
      ...(catchStrays && { catchStrays: lent<Told<"catchStrays">>(catchStrays, ends) }),
      ...(forbidWorld && { forbidWorld: lent<Told<"forbidWorld">>(forbidWorld, ends) }),
    });
  } finally {
    for (const end of ends.reverse()) end();
  }
}

/** Begun now, ended by the last of `ends`; whoever takes it is told until he gives it back. */
function lent<Report extends (...told: never[]) => void>(
  begin: (report: Report) => () => void,
  ends: (() => void)[],
): (report: Report) => () => void {
  let report: (...told: never[]) => void = nobody;
  ends.push(begin(((...told: never[]) => report(...told)) as Report));
  return (mine) => {
    report = mine;
    return () => {
      report = nobody;
    };
  };
}
