import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { DEAD_LETTERS } from "@/lib/core/queue";
import { correctAddress } from "@/lib/domain/tickets/commands/correct-address";
import { reissueTicket } from "@/lib/domain/tickets/commands/reissue-ticket";
import { secretsOf } from "@/lib/testing/gate";
import { type MailServer, startMailServer, type Trouble } from "@/lib/testing/mail-server";
import { useOwner } from "@/lib/testing/owner";
import { PATIENCE } from "@/lib/testing/patience";
import { setSettings, useSettings } from "@/lib/testing/settings";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { JOBS } from "./jobs";
import { startWorker, type Worker } from "./worker";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
const DEFERRED: Trouble = { at: "data", code: 451 };
let mail: MailServer;
let worker: Worker | null = null;

beforeAll(async () => {
  mail = await startMailServer();
  setSettings({ SMTP_URL: mail.url });
  // The plan waits for seconds between tries; here it does not.
  await owner.rows("UPDATE pgboss.queue SET retry_delay = 0, retry_backoff = false WHERE name = $1", [JOBS[0]?.kind]);
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
  mail.received.length = 0;
  mail.troubles.length = 0;
});
afterAll(() => mail.close());

async function issued(count: number) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  return { tenant, event, tickets: await makeTickets(world, tenant, event, count) };
}
const messagesOf = (tenant: CtxTenant) =>
  act(world, tenant, admin, ({ db }) =>
    db.message.findMany({
      orderBy: { id: "asc" },
      select: { state: true, attempts: true, failure: true, recipient: true, sentAt: true, generation: true },
    }),
  );
/** Whatever waits for its time is due now: the clock in the test's hands. */
const passTime = async () => {
  await until(async () => expect(await owner.rows("SELECT FROM job_requests WHERE relayed_at IS NULL")).toEqual([]));
  await owner.rows("UPDATE messages SET next_try_at = now() WHERE next_try_at IS NOT NULL");
  await owner.rows("UPDATE pgboss.job SET start_after = now() WHERE state IN ('created', 'retry')");
};
const until = (check: () => Promise<void>) => vi.waitFor(check, PATIENCE);

describe("the worker", () => {
  it("sends what was queued before it started and what is queued while it runs, once each", async () => {
    const before = await issued(2);
    worker = await startWorker();
    const after = await issued(1);
    await until(async () => {
      const messages = [...(await messagesOf(before.tenant)), ...(await messagesOf(after.tenant))];
      expect(messages.map((message) => message.state)).toEqual(["sent", "sent", "sent"]);
    });
    expect(mail.received).toHaveLength(3);
    expect(
      (await messagesOf(before.tenant)).every(
        (message) => message.state === "sent" && message.attempts === 1 && message.sentAt !== null,
      ),
    ).toBe(true);
    expect(mail.received.flatMap(({ to }) => to).sort()).toEqual([
      "guest-1@example.com",
      "guest-1@example.com",
      "guest-2@example.com",
    ]);
    const { link } = await secretsOf(world, before.tenant, before.tickets[0]?.id ?? "");
    // Quoted-printable breaks long lines with "=".
    const texts = mail.received.map(({ text }) => text.replaceAll("=\r\n", ""));
    expect(texts.filter((text) => text.includes(`http://usher.test/t/${link}`))).toHaveLength(1);
    expect(texts.every((text) => /^Message-ID: <[0-9a-f-]{36}@usher\.test>\r$/m.test(text))).toBe(true);
    const [beat] = await owner.rows<{ age: number }>(
      "SELECT extract(epoch FROM now() - at)::float8 AS age FROM worker_heartbeats",
    );
    expect(beat?.age).toBeLessThan(10);
  });

  it("tries again when the mail server defers it twice, each time when it is due, and notes the third try as sent", async () => {
    mail.troubles.push(DEFERRED, DEFERRED);
    const { tenant } = await issued(1);
    worker = await startWorker();
    for (const attempts of [1, 2]) {
      await until(async () => expect(await messagesOf(tenant)).toMatchObject([{ state: "queued", attempts }]));
      await passTime();
    }
    await until(async () =>
      expect(await messagesOf(tenant)).toMatchObject([{ state: "sent", attempts: 3, failure: null }]),
    );
    expect(mail.received).toHaveLength(1);
  });

  it("lays what cannot be written with the dead letters once its tries are used up", async () => {
    const { tenant } = await issued(1);
    await owner.rows("UPDATE ticket_codes SET token_hash = sha256('other') WHERE tenant_id = $1", [tenant.id]);
    worker = await startWorker();
    for (const attempts of [1, 2, 3]) {
      await until(async () =>
        expect(await messagesOf(tenant)).toMatchObject([{ state: "queued", attempts, failure: "KEY_MISMATCH" }]),
      );
      await passTime();
    }
    const dead = () =>
      owner.rows<{ data: { tenantId: string } }>("SELECT data FROM pgboss.job WHERE name = $1", [DEAD_LETTERS]);
    await until(async () => {
      expect(await messagesOf(tenant)).toMatchObject([
        { state: "failed", attempts: 4, failure: "KEY_MISMATCH", sentAt: null },
      ]);
      expect((await dead()).map(({ data }) => data.tenantId)).toEqual([tenant.id]);
    });
    expect(mail.received).toEqual([]);
  });

  it.each<{ troubles: Trouble["at"][]; state: string; failure: string; isReissued: boolean }>([
    { troubles: ["recipient"], state: "bounced", failure: "RECIPIENT_REFUSED", isReissued: false },
    { troubles: ["lost"], state: "queued", failure: "CONNECTION_LOST", isReissued: true },
    { troubles: ["lost", "recipient"], state: "bounced", failure: "RECIPIENT_REFUSED", isReissued: true },
  ])("knows after $troubles whether a stranger may have the code", async ({ troubles, isReissued, ...outcome }) => {
    const { tenant, tickets } = await issued(1);
    mail.troubles.push(...troubles.map((at): Trouble => (at === "recipient" ? { at, code: 550 } : { at: "lost" })));
    worker = await startWorker();
    for (const attempts of troubles.keys()) {
      await until(async () => expect(await messagesOf(tenant)).toMatchObject([{ attempts: attempts + 1 }]));
      await until(async () => expect((await messagesOf(tenant))[0]?.state).not.toBe("sending"));
      if (attempts + 1 < troubles.length) await passTime();
    }
    expect(await messagesOf(tenant)).toMatchObject([outcome]);
    const input = { ticketId: tickets[0]?.id ?? "", email: "right@example.com" };
    const corrected = await act(world, tenant, admin, (ctx) => correctAddress(ctx, input));
    expect(corrected.isReissued).toBe(isReissued);
    await until(async () => expect((await messagesOf(tenant))[1]).toMatchObject({ state: "sent" }));
  });

  it("keeps an email where there is no mail server, and does not call it sent", async () => {
    setSettings({ SMTP_URL: undefined });
    try {
      const { tenant } = await issued(1);
      worker = await startWorker();
      await until(async () =>
        expect(await messagesOf(tenant)).toMatchObject([{ state: "kept", attempts: 1, failure: null, sentAt: null }]),
      );
    } finally {
      setSettings({ SMTP_URL: mail.url });
    }
  });

  it("sends nothing for a suspended organization", async () => {
    const { tenant } = await issued(1);
    await owner.rows("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenant.id]);
    worker = await startWorker();
    await until(async () => {
      const failed = await owner.rows("SELECT FROM pgboss.job WHERE name = $1 AND data->>'tenantId' = $2", [
        DEAD_LETTERS,
        tenant.id,
      ]);
      expect(failed).toHaveLength(1);
    });
    expect(mail.received).toEqual([]);
  });

  it("two of them send each message once", async () => {
    const { tenant } = await issued(20);
    const second = await startWorker();
    worker = await startWorker();
    await until(async () => expect((await messagesOf(tenant)).every((message) => message.state === "sent")).toBe(true));
    await second.stop();
    expect(mail.received).toHaveLength(20);
  });

  it("ends what it is doing when it is stopped, and leaves the rest for the next one", async () => {
    const { tenant } = await issued(5);
    worker = await startWorker();
    await worker.stop();
    worker = null;
    expect((await messagesOf(tenant)).filter((message) => message.state === "sending")).toEqual([]);
    worker = await startWorker();
    await until(async () => expect((await messagesOf(tenant)).every((message) => message.state === "sent")).toBe(true));
    expect(mail.received).toHaveLength(5);
  });

  it("goes on when the database drops every connection, as it does at a restart", async () => {
    worker = await startWorker();
    const { tenant, event } = await issued(1);
    await until(async () => expect(await messagesOf(tenant)).toMatchObject([{ state: "sent" }]));
    for (let drop = 1; drop <= 3; drop++) {
      await owner.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    }
    // The web's own connections fell as well: a request may find a dead one, and is sent again.
    await until(async () => void (await makeTickets(world, tenant, event, 2)));
    await until(async () =>
      expect((await messagesOf(tenant)).map((message) => message.state)).toEqual(["sent", "sent", "sent"]),
    );
  });

  it("sends no link that a reissue has killed meanwhile", async () => {
    const { tenant, tickets } = await issued(1);
    await act(world, tenant, admin, (ctx) => reissueTicket(ctx, { ticketId: tickets[0]?.id ?? "" }));
    worker = await startWorker();
    await until(async () =>
      expect(await messagesOf(tenant)).toMatchObject([
        { generation: 1, state: "failed", failure: "SUPERSEDED" },
        { generation: 2, state: "sent" },
      ]),
    );
    expect(mail.received).toHaveLength(1);
  });
});
