/**
 * A trace as a capture file (pcapng), for Wireshark and all that reads what Wireshark reads.
 *
 * The wire is seen from one host, which hears nothing of what was lost on the way to it, or from everywhere:
 * then each packet is there once, when it was sent. UNIX sockets are on no wire, and left out.
 */
import { concat } from "../../bytes/index.ts";
import { isIPAddress } from "../../net/index.ts";
import type { NetworkEvent, Packet } from "../../platform/memory/index.ts";
import { MOST_BYTES, tcpPacket, udpPacket } from "./ip-packets.ts";
import { interfaceBlock, namesBlock, packetBlock, sectionBlock } from "./pcapng-blocks.ts";
import { TCPHeaders } from "./tcp-headers.ts";
import type { TraceEvents } from "./trace.ts";
import { bytesOf, faultText, type Moment, momentsOf } from "./travels.ts";
import { WireAddresses } from "./wire-addresses.ts";

export interface PcapTraceOptions {
  /** The host whose wire it is; without one, that of all. */
  readonly host?: string;
  /** When the network began, in seconds since 1970; by default, as a network does, with the year 2000. */
  readonly epoch?: number;
}

const YEAR_2000 = 946_684_800;
const NANOSECONDS = 1e9;

/** A packet on the wire, or something to say beside the next one. */
type Seen =
  | { readonly at: number; readonly bytes: readonly Uint8Array[]; readonly comment: string }
  | { readonly at: number; readonly bytes: null; readonly comment: string };

/** The whole file; faults, notes and gaps are comments of the packet that follows them. */
export function pcapTrace(
  trace: TraceEvents,
  { host, epoch = YEAR_2000 }: PcapTraceOptions = {},
): Uint8Array {
  const moments = momentsOf(trace.events).filter(isOnWire);
  const addresses = new WireAddresses(literalsOf(moments));
  const headers = new TCPHeaders(mostWindowOf(moments));
  const seen = moments.map((moment) => seenOf(moment, host, addresses, headers));
  const blocks: Uint8Array[] = [];
  let remarks: string[] = [];
  const sorted = seen.filter((each) => each !== null).sort((a, b) => a.at - b.at);
  const lastPacket = sorted.map(({ bytes }) => bytes !== null).lastIndexOf(true);
  for (const [index, { at, bytes, comment }] of sorted.entries()) {
    if (comment !== "") remarks.push(comment);
    if (bytes === null) continue;
    // What nothing follows is told beside the last of all.
    if (index === lastPacket)
      remarks.push(...sorted.slice(index + 1).map((after) => `afterwards: ${after.comment}`));
    for (const packet of bytes) {
      blocks.push(packetBlock(nanoseconds(epoch, at), packet, remarks.join("; ")));
      remarks = [];
    }
  }
  const head = [sectionBlock("Torsion"), interfaceBlock(host ?? "all hosts")];
  return concat([...head, namesBlock(addresses.named), ...blocks]);
}

function seenOf(
  moment: Moment,
  host: string | undefined,
  addresses: WireAddresses,
  headers: TCPHeaders,
): Seen | null {
  const { at } = moment;
  if (moment.kind === "note") return { at, bytes: null, comment: `${moment.host}: ${moment.text}` };
  if (moment.kind === "fault") return { at, bytes: null, comment: faultText(moment) };
  if (moment.kind === "gap")
    return { at, bytes: null, comment: `${moment.count} events are left out` };
  // Every segment has its header made, seen or not: numbers go on where others did not look.
  const { from, to, until, lost, damaged } = moment;
  const isSender = host === undefined || from === host;
  const payload = bytesOf(isSender ? moment.event : (damaged ?? moment.event));
  const bytes = packetsOf(moment.event, payload, addresses, headers);
  const comment = lost ? "is lost on the way" : damaged ? "is damaged on the way" : "";
  if (isSender) return { at, bytes, comment };
  if (to !== host || lost || until === undefined) return null;
  return { at: until, bytes, comment: "" };
}

function packetsOf(
  event: NetworkEvent,
  payload: Uint8Array,
  addresses: WireAddresses,
  headers: TCPHeaders,
): Uint8Array[] {
  const { from, to, source, destination, packet } = event;
  const route = addresses.pair(
    { host: from, address: source?.host ?? from },
    { host: to, address: destination?.host ?? to },
  );
  if (packet === undefined) {
    const ports = { sourcePort: source?.port ?? 0, destinationPort: destination?.port ?? 0 };
    return [udpPacket(route, ports, payload.subarray(0, MOST_BYTES))];
  }
  const header = headers.of({ ...event, packet });
  const packets: Uint8Array[] = [];
  // A simulated segment may be longer than a packet can be.
  for (let at = 0; at === 0 || at < payload.length; at += MOST_BYTES) {
    const part = payload.subarray(at, at + MOST_BYTES);
    packets.push(tcpPacket(route, { ...header, seq: header.seq + at }, part));
  }
  return packets;
}

function nanoseconds(epoch: number, at: number): bigint {
  const whole = Math.floor(at);
  const fraction = Math.round((at - whole) * NANOSECONDS);
  return (
    BigInt(Math.round(epoch * NANOSECONDS)) + BigInt(whole) * 1_000_000_000n + BigInt(fraction)
  );
}

function isOnWire(moment: Moment): boolean {
  if (moment.kind !== "travel") return true;
  const { source, destination, packet, datagram } = moment.event;
  if (packet === undefined && datagram === undefined) return false;
  return [source, destination].every((address) => !address?.host.startsWith("unix:"));
}

function literalsOf(moments: readonly Moment[]): Set<string> {
  const literals = new Set<string>();
  for (const moment of moments)
    if (moment.kind === "travel")
      for (const address of [moment.event.source?.host, moment.event.destination?.host])
        if (address !== undefined && isIPAddress(address)) literals.add(address);
  return literals;
}

function mostWindowOf(moments: readonly Moment[]): number {
  const windowOf = (packet: Packet | undefined): number => packet?.window ?? 0;
  return moments.reduce(
    (most, moment) =>
      moment.kind === "travel" ? Math.max(most, windowOf(moment.event.packet)) : most,
    0,
  );
}
