/** Clients that ask a server of lines all the time, over many connections, until it ends them. */
import { connect, type Socket } from "node:net";

export interface Clients {
  readonly answered: ReadonlySet<string>;
  readonly errors: readonly string[];
  /** How many connections are open. */
  open(): number;
  end(): void;
}

/** Half of them ask one thing at a time, half of them several at once. */
export function clients(port: number, count: number): Clients {
  const answered = new Set<string>();
  const errors: string[] = [];
  const open = new Set<Socket>();
  for (let i = 0; i < count; i++) {
    const atOnce = i % 2 === 0 ? 1 : 8;
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    let asked = 0;
    let text = "";
    const ask = (): void => {
      for (let n = 0; n < atOnce; n++) socket.write(`${i}.${asked++}\r\n`);
    };
    open.add(socket);
    socket.on("connect", ask);
    socket.on("data", (data: string) => {
      const lines = (text + data).split("\r\n");
      text = lines.pop()!;
      for (const line of lines) {
        answered.add(line.replace(" answered", ""));
        if (answered.size % atOnce === 0 && socket.writable) ask();
      }
    });
    socket.on("error", ({ message }) => errors.push(message));
    socket.on("close", () => open.delete(socket));
  }
  return {
    answered,
    errors,
    open: () => open.size,
    end: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
