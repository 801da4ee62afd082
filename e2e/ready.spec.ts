import { expect, test } from "./support/fixtures";

test("the server is ready: database, migrations, a worker's heartbeat", async ({ request }) => {
  await expect(async () => {
    const answer = await request.get("/api/health/ready");
    expect(answer.status(), await answer.text()).toBe(200);
  }).toPass();
});
