/**
 * A systemd that is PID 1: of namespaces of its own, so that the machine keeps the init that it has. It knows a few empty
 * targets, and the units that a test writes. The repository is at {@link REPOSITORY} there.
 *
 * It takes root, and a kernel that lets root have namespaces and a cgroup.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export const REPOSITORY = "/run/torsion";
const SYSTEMD = "/lib/systemd/systemd";
const NAMESPACES = "--fork --pid --mount --mount-proc --net --cgroup --uts --ipc".split(" ");
const TARGETS =
  "test sysinit basic shutdown sockets network network-online multi-user umount final".split(" ");

/** Why there can be none; `false` where there can. */
export function noSystemd(): string | false {
  if (process.getuid?.() !== 0) return "to boot systemd takes root";
  if (cgroup2() === null) return "to boot systemd takes a cgroup2 file system";
  if (spawnSync(SYSTEMD, ["--version"]).error) return "systemd is not installed";
  if (spawnSync("nsenter", ["--version"]).error) return "nsenter is not installed";
  return spawnSync("unshare", [...NAMESPACES, "true"]).status === 0
    ? false
    : "to boot systemd takes namespaces";
}

function cgroup2(): string | null {
  const mounted = /^\S+ (\S+) cgroup2 rw/m.exec(readFileSync("/proc/mounts", "utf8"));
  return mounted?.[1] ?? null;
}

export class BootedSystemd {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #cgroup: string;
  #pid = "";

  private constructor(child: ChildProcess, folder: string, cgroup: string) {
    this.#child = child;
    this.#folder = folder;
    this.#cgroup = cgroup;
  }

  static async boot(): Promise<BootedSystemd> {
    const folder = mkdtempSync(join(tmpdir(), "torsion-systemd-"));
    const cgroup = join(cgroup2()!, folder.replace(/^.*\//, ""));
    mkdirSync(cgroup);
    for (const target of TARGETS)
      writeFileSync(join(folder, `${target}.target`), `[Unit]\nDescription=${target}\n`);
    writeFileSync(
      join(folder, "boot.sh"),
      `mount --make-rprivate / && for folder in /run /var/lib /var/log; do mount -t tmpfs tmpfs $folder || exit; done && mkdir -p /run/systemd/system ${REPOSITORY} &&
       cp ${folder}/*.target /run/systemd/system && mount --bind "$PWD" ${REPOSITORY} &&
       umount -R /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && ip link set lo up &&
       exec env -i PATH="$PATH" container=torsion SYSTEMD_UNIT_PATH=/run/systemd/system \
         SYSTEMD_LOG_TARGET=console ${SYSTEMD} --system --unit=test.target --show-status=no`,
    );
    const script = `echo $$ > ${cgroup}/cgroup.procs && exec unshare ${NAMESPACES.join(" ")} sh ${folder}/boot.sh`;
    const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        said = (said + text).slice(-10_000);
      });
    const booted = new BootedSystemd(child, folder, cgroup);
    const up = await booted.#until(() => {
      const pids = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
      booted.#pid = pids.trim();
      return booted.#pid !== "" && booted.run("systemctl", "is-active", "test.target").status === 0;
    });
    if (up) return booted;
    await booted.shutdown();
    throw new Error(`systemd has not booted: ${said}`);
  }

  async #until(holds: () => boolean): Promise<boolean> {
    for (let i = 0; i < 600 && this.#child.exitCode === null; i++) {
      if (holds()) return true;
      await wait(50);
    }
    return false;
  }

  /** Run a command in there, as root, in {@link REPOSITORY}. */
  run(...command: readonly string[]): { status: number | null; out: string } {
    const inside = ["-t", this.#pid, "-a", `--wd=/proc/${this.#pid}/root${REPOSITORY}`, ...command];
    const { status, stdout, stderr } = spawnSync("nsenter", inside, {
      encoding: "utf8",
      timeout: 60_000,
    });
    return { status, out: stdout + stderr };
  }

  property(unit: string, name: string): string {
    return this.run("systemctl", "show", "--value", "-p", name, unit).out.trim();
  }

  /** Wait until a property of a unit is as it should be; gives what it is in the end. */
  async becomes(unit: string, name: string, value: string): Promise<string> {
    await this.#until(() => this.property(unit, name) === value);
    return this.property(unit, name);
  }

  async shutdown(): Promise<void> {
    const ended = new Promise((done) => this.#child.once("close", done));
    // The end of PID 1 is the end of all in there.
    if (/^\d+$/.test(this.#pid)) process.kill(Number(this.#pid), "SIGKILL");
    else this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await ended;
    rmSync(this.#folder, { recursive: true });
    spawnSync("find", [this.#cgroup, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"]);
  }
}
