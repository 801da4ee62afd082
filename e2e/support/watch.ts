import type { BrowserContext, Response } from "@playwright/test";
import { keepSecret } from "./kept-secrets";

/** Listens to browsers for what no page may do: complain, fail, break its content policy, or ask another site. */
export class Watch {
  readonly #origin: string;
  readonly #problems: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #pending: Promise<unknown>[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Lets complaints of this form pass, in a test that causes them on purpose. */
  allow(form: RegExp): void {
    this.#allowed.push(form);
  }

  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on("console", (message) => {
      if (message.type() === "error") this.#problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#problems.push(`page: ${error.error().stack ?? error.error().message}`));
    context.on("request", (request) => {
      const url = new URL(request.url());
      const isOurs = url.origin === this.#origin || ["data:", "blob:", "about:"].includes(url.protocol);
      if (!isOurs) this.#problems.push(`foreign request: ${request.url()}`);
    });
    context.on("response", (response) => this.#pending.push(keepPreviewToken(response)));
  }

  /** What was seen and not allowed. */
  async problems(): Promise<string[]> {
    await Promise.all(this.#pending);
    return this.#problems.filter((problem) => !this.#allowed.some((form) => form.test(problem)));
  }
}

async function keepPreviewToken(response: Response): Promise<void> {
  if (!response.url().endsWith("/api/gate/preview")) return;
  // A page that was left takes its answers with it.
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== "object" || body === null || !("previewToken" in body)) return;
  keepSecret("preview token", String(body.previewToken));
}
