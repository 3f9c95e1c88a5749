/** Files are a reactor's, and paths are made of them. */
import { FilePath, LogFile, PIDFile } from "torsion/files";
import type { IEnvironment, IReactorFiles, IReactorTCP } from "torsion/net";

declare const reactor: IReactorFiles;
declare const tcp: IReactorTCP;
declare const environment: IEnvironment;

const path = new FilePath("/var/lib/shop", reactor.files);
// @ts-expect-error: whose files?
new FilePath("/var/lib/shop");
// @ts-expect-error: not every reactor has files
tcp.files;

path.child("orders").setContent("text");
path.child("orders").setContent(new Uint8Array(3));
// @ts-expect-error: text or bytes
path.child("orders").setContent(3);
// @ts-expect-error: a path is no text: `path.path` is
const text: string = path;

new LogFile(path, { rotateLength: null, maxRotatedFiles: 3 });
// @ts-expect-error: a file's name has to be a path of some files
new LogFile("/var/log/shop.log");

using held = new PIDFile(path, environment);
const stale: boolean = held.acquire().stale;

export { stale, text };
