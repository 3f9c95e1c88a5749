/**
 * Rejections and exceptions that nobody catches, told to the simulation in whose run they come: else they would end the process, or
 * fail the test without its seed.
 *
 * While it listens nobody else does; then those who did before do again.
 */

type Report = (how: string, error: unknown) => void;

const EVENTS = {
  unhandledRejection: "unhandled rejection",
  uncaughtException: "uncaught",
} as const;

/** Gives what ends it. */
export function catchStrays(report: Report): () => void {
  const ends = Object.entries(EVENTS).map(([event, how]) => {
    const others = process.rawListeners(event) as ((...args: unknown[]) => void)[];
    for (const other of others) process.off(event, other);
    const listener = (error: unknown): void => report(how, error);
    process.on(event, listener);
    return () => {
      process.off(event, listener);
      for (const other of others) process.on(event, other);
    };
  });
  return () => {
    for (const end of ends) end();
  };
}
