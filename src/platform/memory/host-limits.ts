/** How much of what is scarce a host gives to its program. */

export interface HostLimits {
  /** Sockets that the program may have open at a time; then everything that needs one fails with `EMFILE`. */
  readonly descriptors?: number;
  /** Ports there are for those who do not ask for a certain one; then `EADDRNOTAVAIL`. 16,384 by default. */
  readonly ephemeralPorts?: number;
}

/** As `limits`, with what `changed` says in place of what was there. */
export function changedLimits(limits: HostLimits, changed: HostLimits): HostLimits {
  for (const [name, value] of Object.entries(changed))
    if (!(value >= 0)) throw new RangeError(`a host cannot have ${value} ${name}`);
  return { ...limits, ...changed };
}
