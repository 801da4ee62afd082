import { createServer } from "node:net";

/** Throws a sentence when somebody else listens there: better before the build than after it. */
export async function assertPortFree(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((done, fail) => {
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        fail(new Error(`port ${port} is in use by another program. Stop it, or choose another: PORT=3001 npm start`));
      else if (error.code === "EACCES")
        fail(new Error(`this user may not listen on port ${port}. Choose one above 1024: PORT=3000 npm start`));
      else if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"].includes(error.code ?? ""))
        fail(
          new Error(
            "HOST: this machine has no such address to listen on. Use 127.0.0.1, or 0.0.0.0 for every network.",
          ),
        );
      else fail(new Error(`HOST and PORT: listening there failed (${error.code ?? error.message}).`));
    });
    probe.listen(port, host, done);
  });
  await new Promise<void>((done) => {
    probe.close(() => done());
  });
}
