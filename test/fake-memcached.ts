/** As much of a memcached as a client's tests need, in memory: nothing expires but what expires at once. */
import { concat, latin1, latin1Text, utf8 } from "torsion/bytes";
import { LineReceiver } from "torsion/protocols";

interface Item {
  value: Uint8Array;
  flags: string;
  cas: number;
}

/** What the connections of one server share. */
export class FakeStore {
  readonly items: Map<string, Item> = new Map();
  #cas = 0;

  keep(key: string, value: Uint8Array, flags: string): void {
    this.#cas += 1;
    this.items.set(key, { value, flags, cas: this.#cas });
  }

  /** Versions are counted from the beginning again, so that two transcripts can be compared. */
  clear(): void {
    this.items.clear();
    this.#cas = 0;
  }
}

export class FakeMemcached extends LineReceiver {
  readonly #store: FakeStore;
  /** The words of a command whose value is coming, and that value. */
  #storing: string[] = [];
  #value: Uint8Array[] = [];
  #missing = 0;

  constructor(store: FakeStore) {
    super();
    this.#store = store;
  }

  override lineReceived(line: Uint8Array): void {
    const words = latin1Text(line).split(" ");
    if (!/^(?:set|add|replace|append|prepend|cas)$/.test(words[0]!)) {
      this.sendLine(latin1(this.#answer(words)));
      return;
    }
    this.#storing = words;
    this.#missing = Number(words[4]) + 2;
    this.setRawMode();
  }

  override rawDataReceived(data: Uint8Array): void {
    const mine = data.subarray(0, this.#missing);
    this.#value.push(mine);
    this.#missing -= mine.length;
    if (this.#missing > 0) return;
    const value = concat(this.#value);
    this.#value = [];
    this.sendLine(this.#keep(this.#storing, value.slice(0, -2)));
    this.setLineMode(data.subarray(mine.length));
  }

  #keep([verb, key = "", flags = "", expires, , cas]: string[], value: Uint8Array): string {
    const there = this.#store.items.get(key);
    if (verb === "cas") {
      if (there === undefined) return "NOT_FOUND";
      if (String(there.cas) !== cas) return "EXISTS";
    } else if (verb !== "set" && (verb === "add") !== (there === undefined)) return "NOT_STORED";
    if (verb === "append" && there)
      this.#store.keep(key, concat([there.value, value]), there.flags);
    else if (verb === "prepend" && there)
      this.#store.keep(key, concat([value, there.value]), there.flags);
    else this.#store.keep(key, value, flags);
    if (expires?.startsWith("-")) this.#store.items.delete(key);
    return "STORED";
  }

  #answer([verb, ...words]: string[]): string {
    const { items } = this.#store;
    const [key = "", amount = ""] = words;
    const there = items.get(key);
    switch (verb) {
      case "get":
      case "gets":
        return this.#values(words, verb === "gets");
      case "gat":
        return this.#values(words.slice(1), false);
      case "incr":
      case "decr":
        return this.#count(key, verb === "incr" ? BigInt(amount) : -BigInt(amount));
      case "delete":
        return items.delete(key) ? "DELETED" : "NOT_FOUND";
      case "touch":
        return there === undefined ? "NOT_FOUND" : "TOUCHED";
      case "stats":
        return `STAT items ${items.size}\r\nSTAT about ${words.join(" ")}\r\nEND`;
      case "version":
        return "VERSION fake 1.0";
      case "flush_all":
        this.#store.clear();
        return "OK";
      default:
        return "ERROR";
    }
  }

  #values(keys: readonly string[], withCas: boolean): string {
    const lines = keys.flatMap((key) => {
      const item = this.#store.items.get(key);
      if (item === undefined) return [];
      const head = `VALUE ${key} ${item.flags} ${item.value.length}`;
      return [withCas ? `${head} ${item.cas}` : head, latin1Text(item.value)];
    });
    return [...lines, "END"].join("\r\n");
  }

  #count(key: string, amount: bigint): string {
    const item = this.#store.items.get(key);
    if (item === undefined) return "NOT_FOUND";
    const digits = latin1Text(item.value);
    if (!/^\d+$/.test(digits))
      return "CLIENT_ERROR cannot increment or decrement non-numeric value";
    const sum = BigInt(digits) + amount;
    const result = String(sum < 0n ? 0n : BigInt.asUintN(64, sum));
    this.#store.keep(key, utf8(result), item.flags);
    return result;
  }
}
