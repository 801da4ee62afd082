const steps: (() => Promise<unknown>)[] = [];

/** Has something taken away when the section ends, however it ends: what came last goes first. */
export function tidyLater(step: () => Promise<unknown>): void {
  steps.push(step);
}

/** Takes everything away; what fails to go does not keep the rest. */
export async function tidy(): Promise<void> {
  for (const step of steps.splice(0).reverse()) await step().catch((error: unknown) => console.error(error));
}
