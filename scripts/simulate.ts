import { parseArgs } from "node:util";
import { isBalanced, printBooks, scanLines, ticketLines } from "./simulate/books";
import { type Device, openDevice } from "./simulate/device";
import { guestList, makeGuests, UGLY_REASONS } from "./simulate/guests";
import { type Instance, startInstance, takeInstance } from "./simulate/instance";
import { awaitLetters, type Letter, prepareReader } from "./simulate/letters";
import { openNetwork } from "./simulate/network";
import { misjudged, planNight, runNight, type Told } from "./simulate/night";
import { type Organizer, openOrganizer, signInCookie } from "./simulate/organizer";
import { gateCounts, importList, openTickets } from "./simulate/product";

const EVENT = "Harbour Gala";
const GUESTS = 500;
const COMING = 440;
const REPLACED = 5;

const { values } = parseArgs({
  options: { origin: { type: "string" }, demo: { type: "string" }, "smtp-port": { type: "string" } },
});
const started = performance.now();

/** A night through what everybody else has to go through as well: the API, emails, pages and the gate's calls. Never the database. */
async function main(): Promise<void> {
  const { origin, demo, "smtp-port": smtpPort } = values;
  const instance =
    origin && demo && smtpPort
      ? await takeInstance({ origin, demo, smtpPort: Number(smtpPort) })
      : await startInstance();
  try {
    await night(instance);
  } finally {
    await instance.close();
  }
}

async function night(instance: Instance): Promise<void> {
  await prepareReader();
  const organizer = await openOrganizer(instance);
  try {
    const eventId = await organizer.makeEvent(EVENT);
    tell("the organizer has made an event, and published it");
    const guests = await bringIn(instance, eventId);
    const { letters, replaced, revoked } = await change(instance, organizer, { eventId, guests });
    const devices = await openDevices(instance, eventId);
    const coming = letters.filter((letter) => letter !== revoked).slice(0, COMING);
    const turns = planNight({
      guests: coming,
      replaced: replaced.map(({ code }) => code),
      revoked: [revoked.code],
      elsewhere: instance.demo.tickets.slice(0, 20).map(({ code }) => code),
    });
    tell(`the doors are open: ${turns.flat().length} readings at three devices, twenty a second`);
    const told = await runNight(turns, devices, tell);
    const undone = await undoTwo(told, devices);
    tell("one admission was undone for good, and one undone and made again");
    const torn = devices.reduce((sum, { network }) => sum + network.torn(), 0);
    const repeats = told.reduce((sum, reading) => sum + reading.repeats, 0);
    tell(`the network tore ${torn} calls; ${repeats} were made again`);
    for (const { network } of devices) network.close();
    await closeBooks(instance, organizer, {
      ...{ eventId, letters, undone: undone.scanIds },
      told: [...told, ...undone.again],
    });
  } finally {
    await organizer.close();
  }
}

/** Imports the list and lets every guest open what they were sent. */
async function bringIn(instance: Instance, eventId: string): Promise<Letter[]> {
  const guests = makeGuests(GUESTS);
  const list = guestList(guests);
  const first = await importList(instance, eventId, list);
  expectSame("rows issued", first.issue, GUESTS);
  expectSame("rows refused, by reason", first.reasons.join(" "), UGLY_REASONS.join(" "));
  expectSame("rows in the file to correct", first.toCorrect, UGLY_REASONS.length);
  tell(`${first.issue} guests are imported, ${first.refused} ugly rows came back to be corrected`);
  expectSame("rows issued from the same file again", (await importList(instance, eventId, list)).issue, 0);
  tell("the same file once more issued nothing");
  const letters = await awaitLetters(instance.mail, { about: EVENT, from: 0, count: GUESTS });
  letters.sort((one, other) => one.number - other.number);
  expectSame("numbers without a gap", letters.map(({ number }) => number).join(), guests.map((_, at) => at + 1).join());
  const sent = (list: readonly { name: string; email: string }[]) =>
    list.map(({ name, email }) => `${name} ${email}`).sort();
  expectSame(
    "guests with an email",
    sent(letters.map(({ holder, to }) => ({ name: holder, email: to }))).join(),
    sent(guests).join(),
  );
  const words = await openTickets(
    instance,
    letters.map(({ link }) => link),
  );
  expectSame("tickets that open", words.filter((word) => word === "Valid").length, GUESTS);
  tell(`${GUESTS} emails came, every code was read out of its picture, every link opens a valid ticket`);
  return letters;
}

type Changed = { letters: Letter[]; replaced: Letter[]; revoked: Letter };

/** Before the doors open: some tickets are replaced, and one is taken back. */
async function change(
  instance: Instance,
  organizer: Organizer,
  { eventId, guests }: { eventId: string; guests: Letter[] },
): Promise<Changed> {
  const replaced = guests.slice(10, 10 + REPLACED);
  for (const { number, holder } of replaced) await organizer.reissue({ eventId, number, name: holder });
  const revoked = guests[20];
  if (!revoked) throw new Error("There are too few guests.");
  await organizer.revoke({ eventId, number: revoked.number, name: revoked.holder });
  const fresh = await awaitLetters(instance.mail, { about: EVENT, from: GUESTS, count: REPLACED });
  const letters = guests.map((letter) => fresh.find(({ number }) => number === letter.number) ?? letter);
  tell(`${REPLACED} tickets were replaced and emailed anew, one was revoked`);
  return { letters, replaced, revoked };
}

async function openDevices(instance: Instance, eventId: string): Promise<Device[]> {
  const { origin, demo } = instance;
  return Promise.all(
    ["North door", "South door", "Garden gate"].map(async (label) =>
      openDevice({
        label,
        network: await openNetwork(origin),
        cookie: await signInCookie(origin, demo.gateStaff),
        organization: demo.organization,
        eventId,
      }),
    ),
  );
}

/** Two admissions that should not have been: one guest leaves, the other is admitted after all. */
async function undoTwo(
  told: readonly Told[],
  devices: readonly Device[],
): Promise<{ again: Told[]; scanIds: string[] }> {
  const [gone, back] = told.filter(({ kind, device }) => kind === "guest" && device === 0).slice(-2);
  const device = devices[0];
  if (!device || !gone?.scanId || !back?.scanId) throw new Error("The first device admitted nobody.");
  await device.undo(gone.scanId, "Wrong person");
  await device.undo(back.scanId, "Pressed too early");
  return { again: [{ ...back, ...(await device.scan(back.code)) }], scanIds: [gone.scanId, back.scanId] };
}

type Night = { eventId: string; letters: Letter[]; told: Told[]; undone: string[] };

/** What the devices were told, beside what the product says from its other sides. */
async function closeBooks(instance: Instance, organizer: Organizer, night: Night): Promise<void> {
  const { eventId, letters, told, undone } = night;
  const wrong = misjudged(told);
  for (const sentence of wrong) console.log(`WRONG: ${sentence}`);
  const accounts = {
    ...{ told, undone, issued: letters.length, revoked: 1 },
    gate: await gateCounts(instance, eventId),
    door: await organizer.door(eventId),
    pages: await openTickets(
      instance,
      letters.map(({ link }) => link),
    ),
    file: await organizer.exportScans(eventId),
  };
  const lines = [...ticketLines(accounts), ...scanLines(accounts)];
  console.log("");
  printBooks(lines);
  const { issued, inside, left, notCome } = accounts.door.tickets;
  const adds = issued === inside + left + notCome;
  console.log(`\n${issued} issued = ${inside} inside + ${left} left + ${notCome} not come`);
  const isRight = wrong.length === 0 && adds && lines.every(isBalanced);
  console.log(isRight ? "The books balance." : "THE BOOKS DO NOT BALANCE.");
  if (!isRight) process.exitCode = 1;
}

function expectSame(what: string, found: string | number, wanted: string | number): void {
  if (found !== wanted) {
    const cut = (value: string | number) => String(value).slice(0, 200);
    throw new Error(`${what}: ${cut(found)}, and should be ${cut(wanted)}.`);
  }
}

function tell(text: string): void {
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
