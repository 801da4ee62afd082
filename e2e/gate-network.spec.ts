import { barrier } from "./support/barrier";
import { admissionsOf, scansOf } from "./support/database";
import { expect, test } from "./support/fixtures";
import { openReady } from "./support/gate-page";
import { demoTicket } from "./support/world";

test("an answer that is lost after the server admitted is asked for again: admitted once", async ({
  openAs,
  watch,
  world,
}) => {
  watch.allow(/api\/gate\/confirm/);
  const page = await openAs("gateStaff");
  const sent: unknown[] = [];
  await page.route("**/api/gate/confirm", async (route) => {
    sent.push(route.request().postDataJSON());
    if (sent.length > 1) return route.continue();
    expect((await (await route.fetch()).json()).verdict).toBe("ADMITTED");
    await route.abort("connectionreset");
  });
  const gate = await openReady(page, world, demoTicket(world, 6));
  await gate.button("Admit").click();
  await expect(gate.word("Not admitted yet")).toBeVisible();
  await gate.at("verdict", "ADMITTED");
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(await scansOf(world, world.demo.event.id, 6)).toEqual([
    { id: (sent[0] as { scanId: string }).scanId, verdict: "ADMITTED" },
  ]);
});

test("a request that never arrives is sent again, and says so meanwhile", async ({ openAs, watch, world }) => {
  watch.allow(/api\/gate\/confirm/);
  const page = await openAs("gateStaff");
  let tries = 0;
  await page.route("**/api/gate/confirm", (route) => {
    tries += 1;
    return tries <= 2 ? route.abort("connectionrefused") : route.continue();
  });
  const gate = await openReady(page, world, demoTicket(world, 7));
  await gate.button("Admit").click();
  await expect(gate.root.getByText(/Not admitted so far as we know\.$/).first()).toBeVisible();
  await expect(page.getByTestId("gate-network")).toHaveText("No answer");
  await gate.at("verdict", "ADMITTED");
  await expect(page.getByTestId("gate-network")).toHaveText("Online");
  expect(await admissionsOf(world, world.demo.event.id, 7)).toBe(1);
});

test("nothing says admitted before the server has answered, and a second tap asks nothing more", async ({
  openAs,
  world,
}) => {
  const page = await openAs("gateStaff");
  await page.addInitScript(noteVerdicts);
  let sent = 0;
  const [admitted, looked] = [barrier(), barrier()];
  await page.route("**/api/gate/confirm", async (route) => {
    sent += 1;
    const response = await route.fetch();
    admitted.open();
    await looked.opened;
    await route.fulfill({ response });
  });
  await page.clock.install();
  const gate = await openReady(page, world, demoTicket(world, 8));
  // Time stands still for the page while we look: after two seconds without an answer it would ask again by itself.
  await page.clock.pauseAt(Date.now() + 60_000);
  await gate.button("Admit").click();
  await gate.at("confirming");
  await admitted.opened;
  // The database has it, the gate does not know.
  expect(await admissionsOf(world, world.demo.event.id, 8)).toBe(1);
  await gate.button("Admitting…").click({ force: true });
  await expect(gate.root).not.toHaveAttribute("data-verdict", /./);
  await expect(gate.root).not.toHaveAttribute("data-tone", "admitted");
  looked.open();
  await page.clock.resume();
  await gate.at("verdict", "ADMITTED");
  expect(sent).toBe(1);
  const steps = await page.evaluate(() => sessionStorage.getItem("steps"));
  expect(steps?.split(" ")).toEqual(["previewing", "ready", "confirming", "verdict"]);
});

test("after giving up the ticket is not known, and trying on finds out", async ({ openAs, watch, world }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const page = await openAs("gateStaff");
  const gate = await openReady(page, world, demoTicket(world, 9));
  await page.context().setOffline(true);
  await gate.button("Admit").click();
  await expect(gate.word("Not admitted yet")).toBeVisible();
  await expect(page.getByTestId("gate-network")).toHaveText("Offline");
  await gate.button("Give up").click();
  await expect(gate.word("Not known")).toBeVisible();
  expect(await admissionsOf(world, world.demo.event.id, 9)).toBe(0);
  await page.context().setOffline(false);
  await gate.button("Keep trying").click();
  await gate.at("verdict", "ADMITTED");
  expect(await admissionsOf(world, world.demo.event.id, 9)).toBe(1);
});

test("a server's fault is not an answer", async ({ openAs, watch, world }) => {
  watch.allow(/status of 50[02]/);
  const page = await openAs("gateStaff");
  let tries = 0;
  await page.route("**/api/gate/confirm", (route) => {
    tries += 1;
    if (tries === 1) return route.fulfill({ status: 502, contentType: "text/html", body: "<h1>ADMITTED</h1>" });
    if (tries === 2) return route.fulfill({ status: 500, json: { verdict: "ADMITTED" } });
    return route.continue();
  });
  const gate = await openReady(page, world, demoTicket(world, 10));
  await gate.button("Admit").click();
  await expect(gate.root.getByText(/^The server had a fault/).first()).toBeVisible();
  await gate.at("verdict", "ADMITTED");
  expect(tries).toBe(3);
});

/** Notes every step that the gate shows, so that one too early cannot slip by between two looks. Runs in the page. */
function noteVerdicts(): void {
  const steps: string[] = [];
  new MutationObserver(() => {
    const step = document.querySelector("[data-testid=gate]")?.getAttribute("data-step");
    if (!step || step === "scanning" || steps.at(-1) === step) return;
    steps.push(step);
    sessionStorage.setItem("steps", steps.join(" "));
  }).observe(document, { subtree: true, childList: true, attributes: true });
}
