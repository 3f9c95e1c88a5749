/**
 * What was freed is kept for what comes next, instead of being given back to the host each time.
 *
 * The C library of most Linux systems, glibc, gives back what lies free at the end of its heap as soon as that is more than
 * 128 KiB, and asks for it again a moment later. The host clears every page of it: half of the processor time of a server of
 * large messages. From a large block that is freed it learns to keep twice as much. So it is shown one, which is never
 * touched and costs nothing.
 */

/** The largest that glibc learns from is a little more, 32 MiB. */
const BLOCK = 31 << 20;
let shown = false;

/** From now on up to 62 MiB that were freed stay with the process; elsewhere than on glibc nothing changes. */
export function keepFreedMemory(): void {
  if (shown || process.platform !== "linux") return;
  shown = true;
  const { buffer } = Buffer.allocUnsafeSlow(BLOCK);
  const { port1, port2 } = new MessageChannel();
  // Sent to nobody it is freed at once. The garbage collector would do that much later.
  port1.postMessage(buffer, [buffer]);
  port1.close();
  port2.close();
}
