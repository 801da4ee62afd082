import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { base32nopad } from "@scure/base";
import type { KeptSecret } from "./kept-secrets";

type Pattern = { kind: string; text: string; isWord: boolean };

const PREFIX = 6;
const WORD = /[\w-]/;

/** Looks for many secrets at once, in the spellings in which they could have got anywhere. */
export class SecretSearch {
  readonly #byPrefix = new Map<string, Pattern[]>();
  readonly #leaks = new Map<string, number>();

  constructor(secrets: readonly KeptSecret[]) {
    for (const { kind, value } of secrets)
      for (const text of spellings(kind, value)) this.#add({ kind, text, isWord: kind === "typed form" });
  }

  #add(pattern: Pattern): void {
    const prefix = pattern.text.slice(0, PREFIX);
    this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), pattern]);
  }

  /** Looks through one text. */
  look(text: string, where: string): void {
    for (let at = 0; at + PREFIX <= text.length; at += 1) {
      for (const pattern of this.#byPrefix.get(text.slice(at, at + PREFIX)) ?? []) {
        if (!text.startsWith(pattern.text, at)) continue;
        // "17-K7QF" is short: within a longer word, such as an id, it is something else.
        const around = (text[at - 1] ?? " ") + (text[at + pattern.text.length] ?? " ");
        if (pattern.isWord && WORD.test(around)) continue;
        const leak = `${pattern.kind} in ${where}`;
        this.#leaks.set(leak, (this.#leaks.get(leak) ?? 0) + 1);
      }
    }
  }

  /** Looks through a file, line by line, passing over lines that may say one; answers how many lines that were. */
  async lookInFile(file: string, where: string, isExcepted: (line: string) => boolean = () => false): Promise<number> {
    let lines = 0;
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (!isExcepted(line)) this.look(line, where);
      lines += 1;
    }
    return lines;
  }

  /** What was found, as "kind in place: how often". */
  leaks(): string[] {
    return [...this.#leaks].map(([leak, count]) => `${leak}: ${count}`).sort();
  }
}

function spellings(kind: string, value: string): Set<string> {
  const plain = Buffer.from(value);
  const found = [value, encodeURIComponent(value), plain.toString("hex"), plain.toString("base64").replace(/=+$/, "")];
  if (kind === "ticket code" || kind === "ticket link" || kind === "invitation link") {
    found.push(Buffer.from(base32nopad.decode(value.replace(/^U1:/, ""))).toString("hex"));
  }
  if (kind === "app key") found.push(Buffer.from(value, "base64").toString("hex"));
  return new Set(found);
}
