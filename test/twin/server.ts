/** The factory of a scenario's port; each connection has a diary of its own. */
import type { IAddress } from "torsion/net";
import { Factory } from "torsion/protocols";
import { Diary } from "./diary.ts";
import type { Role } from "./scenario.ts";
import { type Surroundings, TwinProtocol } from "./twin-protocol.ts";

export class TwinServer extends Factory<TwinProtocol> {
  readonly diary: Diary = new Diary();
  readonly protocols: TwinProtocol[] = [];
  readonly #roles: readonly Role[];
  readonly #around: Surroundings;

  constructor(roles: readonly Role[], around: Surroundings) {
    super();
    this.noisy = false;
    this.#roles = roles;
    this.#around = around;
  }

  override startFactory(): void {
    this.diary.add("startFactory");
  }

  override stopFactory(): void {
    this.diary.add("stopFactory");
  }

  override buildProtocol(_peer: IAddress): TwinProtocol | null {
    this.diary.add("buildProtocol");
    const role = this.#roles[this.protocols.length] ?? this.#roles.at(-1)!;
    if (role.builds === "throws") throw new RangeError("no protocol, on purpose");
    if (role.builds === "nothing") return undefined as unknown as null;
    if (role.builds === "null") return null;
    const protocol = new TwinProtocol(new Diary(), role, this.#around);
    this.protocols.push(protocol);
    return this.adopt(protocol);
  }
}
