/**
 * What a network program does not need, and systemd takes away from it: systemd.exec(5).
 *
 * Rule: each line was tried with Node.js. What it does need is said where it is left out.
 */

export interface SandboxOptions {
  /** Ports below 1024: the program keeps the one capability for that, and sees users as they are. */
  readonly lowPorts: boolean;
  /** Something that the program reads is below /home. */
  readonly readsHome: boolean;
}

export function sandbox({ lowPorts, readsHome }: SandboxOptions): readonly string[] {
  const capability = "CAP_NET_BIND_SERVICE";
  return [
    "# No way to more rights. In a user namespace of its own a capability would be worth nothing on the host's network.",
    `CapabilityBoundingSet=${lowPorts ? capability : ""}`,
    ...(lowPorts ? [`AmbientCapabilities=${capability}`] : []),
    "NoNewPrivileges=yes",
    `PrivateUsers=${lowPorts ? "no" : "yes"}`,
    "RestrictNamespaces=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "# All of the disk is read-only, but for the folders that are named.",
    "ProtectSystem=strict",
    `ProtectHome=${readsHome ? "read-only" : "yes"}`,
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "PrivateIPC=yes",
    "RemoveIPC=yes",
    "UMask=0077",
    "# Neither the kernel nor other processes.",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProcSubset=pid",
    "# AF_UNIX speaks to systemd, AF_NETLINK finds the addresses that names are looked up with.",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "SystemCallErrorNumber=EPERM",
    "# No MemoryDenyWriteExecute=: V8 compiles to memory, and ends the process where that cannot be run.",
  ];
}
