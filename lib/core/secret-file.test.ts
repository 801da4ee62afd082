import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeSecretFile } from "./secret-file";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "usher-secret-file-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("a file with secrets", () => {
  it("is readable by its owner alone, also where another stood that everybody could read", async () => {
    const file = path.join(directory, "keys");
    await writeFile(file, "old");
    await chmod(file, 0o644);
    await writeSecretFile(file, "new");
    expect(await readFile(file, "utf8")).toBe("new");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(["keys"]);
  });

  it("is always one of those that were written, whole, for whoever reads while many write", async () => {
    const file = path.join(directory, "keys");
    const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000));
    await writeSecretFile(file, texts[0] ?? "");
    const writing = Promise.all(texts.map((text) => writeSecretFile(file, text)));
    let isWriting = true;
    void writing.finally(() => {
      isWriting = false;
    });
    while (isWriting) expect(texts).toContain(await readFile(file, "utf8"));
    await writing;
    expect(await readdir(directory)).toEqual(["keys"]);
  });

  it("leaves the old one where the new one cannot be written", async () => {
    const file = path.join(directory, "keys");
    await writeSecretFile(file, "old");
    await expect(writeSecretFile(path.join(directory, "missing", "keys"), "new")).rejects.toThrow("ENOENT");
    await expect(writeSecretFile(directory, "new")).rejects.toThrow();
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await readdir(directory)).toEqual(["keys"]);
  });
});
