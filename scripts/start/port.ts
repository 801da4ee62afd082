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
      else fail(error);
    });
    probe.listen(port, host, done);
  });
  await new Promise<void>((done) => {
    probe.close(() => done());
  });
}
