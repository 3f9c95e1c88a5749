/** What `makeService` is given, by what was declared. */
import {
  type IServiceMaker,
  parsePort,
  parseSeconds,
  Service,
  type ServiceReactor,
  serviceMaker,
} from "torsion/application";

declare const reactor: ServiceReactor;

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}

const maker = serviceMaker({
  tapname: "x",
  description: "",
  options: [
    { name: "listen", value: "endpoint", default: "tcp:1", help: "" },
    { name: "to", value: "endpoint", required: true, help: "" },
    { name: "user", value: "name", help: "" },
    { name: "quiet", help: "" },
    { name: "port", value: "n", parse: parsePort, help: "" },
    { name: "wait", value: "s", parse: parseSeconds, default: 3, help: "" },
    { name: "mode", value: "m", choices: ["fast", "safe"], help: "" },
    { name: "level", value: "m", choices: ["a", "b"], default: "a", help: "" },
    { name: "peer", value: "host", multiple: true, help: "" },
    { name: "half", value: "n", parse: (text) => text.length, multiple: true, help: "" },
    { name: "none", value: "n", default: null, help: "" },
  ],
  arguments: [
    { name: "file", help: "" },
    { name: "rest", multiple: true, required: false, help: "" },
  ],
  postOptions({ listen }) {
    is<Equal<typeof listen, string>>();
  },
  makeService(given, options) {
    is<Equal<typeof given, ServiceReactor>>();
    is<Equal<(typeof options)["listen"], string>>();
    is<Equal<(typeof options)["to"], string>>();
    is<Equal<(typeof options)["user"], string | undefined>>();
    is<Equal<(typeof options)["quiet"], boolean>>();
    is<Equal<(typeof options)["port"], number | undefined>>();
    is<Equal<(typeof options)["wait"], number>>();
    is<Equal<(typeof options)["mode"], "fast" | "safe" | undefined>>();
    is<Equal<(typeof options)["level"], "a" | "b">>();
    is<Equal<(typeof options)["peer"], readonly string[]>>();
    is<Equal<(typeof options)["half"], readonly number[]>>();
    is<Equal<(typeof options)["none"], string | null>>();
    is<Equal<(typeof options)["file"], string>>();
    is<Equal<(typeof options)["rest"], readonly string[]>>();
    // @ts-expect-error: no such option was declared
    options.lisen;
    return new Service();
  },
});

// It is a service maker, and gives what it makes.
const plain: IServiceMaker = maker;
const service = maker.makeService(reactor, { to: "tcp:1:2", file: "x" });
is<Equal<typeof service, Service>>();
// @ts-expect-error: no such option was declared
maker.makeService(reactor, { lisen: "tcp:1" });
// @ts-expect-error: a flag is no text
maker.makeService(reactor, { quiet: "yes" });

serviceMaker({
  tapname: "x",
  description: "",
  // @ts-expect-error: a default is not parsed
  options: [{ name: "wait", value: "s", parse: parseSeconds, default: "3", help: "" }],
  makeService: () => new Service(),
});
serviceMaker({
  tapname: "x",
  description: "",
  // @ts-expect-error: no choice
  options: [{ name: "mode", value: "m", choices: ["a"], default: "b", help: "" }],
  makeService: () => new Service(),
});
// @ts-expect-error: it makes no service
serviceMaker({ tapname: "x", description: "", options: [], makeService: () => 7 });

const none = serviceMaker({
  tapname: "x",
  description: "",
  options: [],
  makeService: () => new Service(),
});
none.makeService(reactor);
export const all: readonly IServiceMaker[] = [plain, none];
