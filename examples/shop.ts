/** A store, who saves it, and a server, in that order. `twist run`, then `nc -C 127.0.0.1 8030`, and a line. */
import * as app from "torsion/application";
import { implementer } from "torsion/components";
import { FilePath } from "torsion/files";
import { IFigures, IReactorFiles } from "torsion/net";
import { LineReceiver } from "torsion/protocols";

class Store extends app.Service {
  file!: FilePath;
  sold = 0;
  figures = () => ({ sold: this.sold });
  save = () => this.file.setContent(`${this.sold}`);
  override startService() {
    super.startService();
    if (this.file.exists()) this.sold = Number(new TextDecoder().decode(this.file.getContent()));
  }
  override stopService() {
    if (this.running) this.save(); // the server has stopped before
    super.stopService();
  }
}
implementer(IFigures)(Store); // for twist inspect
export default app.serviceMaker({
  tapname: "shop",
  description: "sell what is asked for, and keep count",
  options: [{ name: "listen", value: "endpoint", default: "tcp:8030", help: "where to listen" }],
  arguments: [{ name: "file", value: "file", default: "sold.txt", help: "where the count is" }],
  makeService(reactor, { listen, file }) {
    const store = new Store();
    store.file = new FilePath(file, IReactorFiles(reactor).files);
    class Till extends LineReceiver {
      override lineReceived() {
        this.sendLine(`sold: ${++store.sold}`);
      }
    }
    const saver = new app.TimerService(60, store.save, { clock: reactor });
    const web = app.serviceFromString(reactor, listen, Till);
    return new app.MultiService({ oneByOne: true, services: { store, saver, web } });
  },
});
