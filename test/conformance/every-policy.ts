/** Every policy, with limits that nobody reaches, and all of them at once: for tests of what must go through them. */
import {
  DeadlineFactory,
  LimitBytesFactory,
  LimitConnectionRateFactory,
  LimitConnectionsByPeer,
  LimitTotalConnectionsFactory,
  type PolicyClock,
  type ProtocolSource,
  SpewingFactory,
  ThrottlingFactory,
  TimeoutFactory,
  TrafficLoggingFactory,
  WrappingFactory,
} from "torsion/protocols";

const PLENTY = 1e9;
const PLENTY_OF_SECONDS = 1000;

export type Wrap = (wrapped: ProtocolSource) => WrappingFactory;

export type PolicyName =
  | "wrapping"
  | "timeout"
  | "throttling"
  | "total"
  | "byPeer"
  | "rate"
  | "deadlines"
  | "bytes"
  | "traffic"
  | "spewing"
  | "all";
type Single = Exclude<PolicyName, "all">;

const policies: Readonly<Record<Single, (clock: PolicyClock) => Wrap>> = {
  wrapping: () => (wrapped) => new WrappingFactory(wrapped),
  timeout: (clock) => (wrapped) => new TimeoutFactory(wrapped, clock),
  throttling: (clock) => (wrapped) =>
    new ThrottlingFactory(wrapped, clock, {
      maxConnectionCount: PLENTY,
      readLimit: PLENTY,
      writeLimit: PLENTY,
      connectionReadLimit: PLENTY,
      connectionWriteLimit: PLENTY,
    }),
  total: (clock) => (wrapped) =>
    new LimitTotalConnectionsFactory(wrapped, clock, { connectionLimit: PLENTY }),
  byPeer: (clock) => (wrapped) =>
    new LimitConnectionsByPeer(wrapped, clock, { maxConnectionsPerPeer: PLENTY }),
  rate: (clock) => (wrapped) =>
    new LimitConnectionRateFactory(wrapped, clock, {
      total: { perSecond: PLENTY },
      perPeer: { perSecond: PLENTY },
    }),
  deadlines: (clock) => (wrapped) =>
    new DeadlineFactory(wrapped, clock, {
      handshakeSeconds: PLENTY_OF_SECONDS,
      firstByteSeconds: PLENTY_OF_SECONDS,
      lifetimeSeconds: PLENTY_OF_SECONDS,
    }),
  bytes: (clock) => (wrapped) =>
    new LimitBytesFactory(wrapped, clock, { read: PLENTY, written: PLENTY, buffered: PLENTY }),
  traffic: () => (wrapped) => new TrafficLoggingFactory(wrapped, () => {}),
  spewing: () => (wrapped) => new SpewingFactory(wrapped, () => {}),
};

/** By name. */
export function everyPolicy(clock: PolicyClock): Record<PolicyName, Wrap> {
  const single = Object.fromEntries(
    Object.entries(policies).map(([name, policy]) => [name, policy(clock)]),
  ) as Record<Single, Wrap>;
  const all: Wrap = (wrapped) =>
    Object.values(single).reduce<ProtocolSource>(
      (inner, policy) => policy(inner),
      wrapped,
    ) as WrappingFactory;
  return { ...single, all };
}

export const POLICIES: readonly PolicyName[] = [...(Object.keys(policies) as Single[]), "all"];
