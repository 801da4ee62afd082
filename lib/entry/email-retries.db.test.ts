import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { mailer } from "@/lib/core/mail";
import { sendMessage } from "@/lib/domain/messages/jobs";
import type { RenderedEmail } from "@/lib/domain/messages/schema";
import { correctAddress } from "@/lib/domain/tickets/commands/correct-address";
import { resendTicket } from "@/lib/domain/tickets/commands/resend-ticket";
import { type MailServer, startMailServer, type Trouble } from "@/lib/testing/mail-server";
import { setSettings, useSettings } from "@/lib/testing/settings";
import { act, ctxOf, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";

const world = useWorld();
useSettings();
const admin = inRole("TENANT_ADMIN");
const START = new Date("2026-09-18T12:00:00Z");
const GREYLISTED: Trouble = { at: "recipient", code: 451, words: "4.7.1 Greylisted" };
const UNKNOWN: Trouble = { at: "recipient", code: 550, words: "5.1.1 No such user" };
let mail: MailServer;
let tenant: CtxTenant;
let ticketId: string;

beforeAll(async () => {
  mail = await startMailServer();
});
afterAll(async () => {
  vi.useRealTimers();
  await mail.close();
});
beforeEach(async () => {
  setSettings({ SMTP_URL: mail.url });
  mail.troubles.length = 0;
  mail.received.length = 0;
  setClock(0);
  tenant = await makeTenant(world);
  const [ticket] = await makeTickets(world, tenant, await makeEvent(world, tenant), 1);
  ticketId = ticket?.id ?? "";
  await act(world, tenant, admin, ({ db }) => db.jobRequest.deleteMany());
});

/** So many seconds after the start, for whoever begins now and for what looks at the clock on its way. Timers are real. */
function setClock(seconds: number): void {
  world.now = new Date(START.getTime() + seconds * 1000);
  vi.useFakeTimers({ toFake: ["Date"], now: world.now });
}
const messages = () =>
  act(world, tenant, admin, ({ db }) =>
    db.message.findMany({
      orderBy: { id: "asc" },
      select: { id: true, state: true, failure: true, attempts: true, nextTryAt: true, mayHaveArrived: true },
    }),
  );
const first = async () => (await messages())[0];
/** The jobs that were asked for and not run yet, by the second after the start at which each is due. */
const dueJobs = () =>
  act(world, tenant, admin, async ({ db }) => {
    const rows = await db.jobRequest.findMany({ orderBy: { id: "asc" }, select: { payload: true, runAfter: true } });
    return rows.map(({ payload, runAfter }) => ({
      payload,
      due: runAfter && (runAfter.getTime() - START.getTime()) / 1000,
    }));
  });
const written = async () => ({ subject: "A ticket", html: "<p>It</p>", text: "It", inline: [] });
/** One try of the message at so many seconds after the start, as the worker makes it when its job is due. */
async function tryAt(seconds: number, templates?: () => Promise<RenderedEmail>) {
  setClock(seconds);
  await act(world, tenant, admin, ({ db }) => db.jobRequest.deleteMany());
  const { id = "" } = (await first()) ?? {};
  const job = { kind: "job" as const, id: newId(), permissions: [] };
  return sendMessage(
    ctxOf(world, tenant, job),
    { messageId: id },
    { templates: { ticket: templates ?? written, invitation: written }, mailer: mailer() },
  );
}

describe("an email that is greylisted", () => {
  it("waits, says until when, and is sent once the wait is over", async () => {
    mail.troubles.push(GREYLISTED);
    expect(await tryAt(0)).toBeUndefined();
    expect(await first()).toMatchObject({
      state: "queued",
      failure: "DEFERRED",
      attempts: 1,
      mayHaveArrived: false,
      nextTryAt: new Date("2026-09-18T12:15:00Z"),
    });
    expect(await dueJobs()).toEqual([{ payload: { messageId: (await first())?.id }, due: 900 }]);
    await tryAt(900);
    expect(await first()).toMatchObject({ state: "sent", failure: null, attempts: 2, nextTryAt: null });
    expect(await dueJobs()).toEqual([]);
    expect(mail.received.map(({ to }) => to)).toEqual([["guest-1@example.com"]]);
  });

  it("for a whole day is given up at its end, and that is nothing for us to look at", async () => {
    mail.troubles.push(GREYLISTED, GREYLISTED, GREYLISTED, GREYLISTED);
    const outcomes = [];
    for (const second of [0, 900, 8100, 86_400]) {
      expect(await first()).toMatchObject({ state: "queued" });
      outcomes.push(await tryAt(second));
    }
    expect(await first()).toMatchObject({ state: "failed", failure: "DEFERRED", attempts: 4, nextTryAt: null });
    expect(await dueJobs()).toEqual([]);
    expect(outcomes).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("is sent at once when somebody sends it again meanwhile, and not a second time later", async () => {
    mail.troubles.push(GREYLISTED);
    await tryAt(0);
    await act(world, tenant, admin, (ctx) => resendTicket(ctx, { ticketId }));
    expect(await messages()).toMatchObject([
      { state: "failed", failure: "ASKED_AGAIN", nextTryAt: null },
      { state: "queued", attempts: 0 },
    ]);
    await tryAt(900);
    expect(mail.received).toEqual([]);
    expect(await first()).toMatchObject({ state: "failed", failure: "ASKED_AGAIN", attempts: 1 });
  });

  it("is left alone by a job that comes before its time, and its own job finds it with all its tries", async () => {
    mail.troubles.push(GREYLISTED);
    await tryAt(0);
    // The job of the try before, whose process ended before the queue was told: it comes again after some 40 s.
    expect(await tryAt(40)).toBeUndefined();
    expect(await first()).toMatchObject({ state: "queued", attempts: 1, nextTryAt: new Date("2026-09-18T12:15:00Z") });
    expect(await dueJobs()).toEqual([]);
    // Another server's clock may be somewhat behind the queue's.
    await tryAt(870);
    expect(await first()).toMatchObject({ state: "sent", attempts: 2, nextTryAt: null });
    expect(mail.received).toHaveLength(1);
  });

  it("is not sent to the old address once that was put right", async () => {
    mail.troubles.push(GREYLISTED);
    await tryAt(0);
    await act(world, tenant, admin, (ctx) => correctAddress(ctx, { ticketId, email: "right@example.com" }));
    await tryAt(900);
    expect(mail.received).toEqual([]);
    expect(await first()).toMatchObject({ state: "failed", failure: "ADDRESS_CORRECTED", nextTryAt: null });
  });
});

it("an email whose address is refused for good bounces at the first try", async () => {
  mail.troubles.push(UNKNOWN);
  expect(await tryAt(0)).toBeUndefined();
  expect(await first()).toMatchObject({ state: "bounced", failure: "RECIPIENT_REFUSED", attempts: 1, nextTryAt: null });
  expect(await dueJobs()).toEqual([]);
  await tryAt(5);
  expect(mail.received).toEqual([]);
});

describe("an email that breaks on our side", () => {
  it("is tried again soon when the connection is lost, and then may have arrived twice", async () => {
    mail.troubles.push({ at: "lost" });
    await tryAt(0);
    expect(await first()).toMatchObject({ state: "queued", failure: "CONNECTION_LOST", mayHaveArrived: true });
    expect((await dueJobs()).map(({ due }) => due)).toEqual([5]);
    await tryAt(5);
    expect(await first()).toMatchObject({ state: "sent", attempts: 2, mayHaveArrived: true });
    expect(new Set(mail.received.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1])).size).toBe(1);
  });

  it("waits from the moment a try failed, however long that took", async () => {
    mail.troubles.push({ at: "lost" });
    await tryAt(0, async () => {
      setClock(60);
      return written();
    });
    expect((await dueJobs()).map(({ due }) => due)).toEqual([65]);
    expect((await first())?.nextTryAt).toEqual(new Date("2026-09-18T12:01:05Z"));
  });

  it("is tried for a day while the mail server is away, and what ends it is for us to look at", async () => {
    setSettings({ SMTP_URL: "smtp://127.0.0.1:1" });
    const due: (number | null)[] = [];
    for (const second of [0, 5, 30, 155]) {
      expect(await tryAt(second)).toBeUndefined();
      due.push(...(await dueJobs()).map((job) => job.due));
    }
    expect(due).toEqual([5, 30, 155, 1055]);
    // A day of quarters of an hour later.
    await act(world, tenant, admin, ({ db }) => db.message.updateMany({ data: { attempts: 99 } }));
    expect(await tryAt(86_555)).toMatchObject({ isGivenUp: true });
    expect(await first()).toMatchObject({ state: "failed", failure: "MAIL_UNREACHABLE", mayHaveArrived: false });
  });

  it("is given up after four tries when it cannot be written, and is told of each time", async () => {
    const broken = async (): Promise<never> => {
      throw new AppError("KEY_MISMATCH");
    };
    const outcomes = [];
    for (const second of [0, 5, 30, 155]) outcomes.push((await tryAt(second, broken))?.isGivenUp);
    expect(outcomes).toEqual([false, false, false, true]);
    expect(await first()).toMatchObject({ state: "failed", failure: "KEY_MISMATCH", attempts: 4, nextTryAt: null });
  });
});
