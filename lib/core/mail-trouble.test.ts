import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MailServer, startMailServer, type Trouble } from "../testing/mail-server";
import { setSettings, useSettings } from "../testing/settings";
import { mailer } from "./mail";
import { type MailTrouble, mailTrouble } from "./mail-trouble";

useSettings();
let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());

const email = { id: "m", to: "guest@example.com", fromName: "Harbour", subject: "", html: "", text: "x", inline: [] };
/** What comes of an email that is sent by this address. */
async function troubleBy(url: string): Promise<MailTrouble> {
  setSettings({ SMTP_URL: url });
  return mailTrouble(
    await mailer()
      .send(email)
      .then(String, (error: unknown) => error),
  );
}
const signedIn = () => server.url.replace("smtp://", "smtp://sender:secret@");

describe("an email that the mail server says no to", () => {
  it.each<[Trouble, string]>([
    [{ at: "recipient", code: 550, words: "5.1.1 No such user" }, "RECIPIENT_REFUSED"],
    [{ at: "recipient", code: 550, words: "No such user" }, "RECIPIENT_REFUSED"],
    [{ at: "recipient", code: 552, words: "5.2.2 Mailbox full" }, "RECIPIENT_REFUSED"],
    [{ at: "recipient", code: 554, words: "5.7.1 Relay access denied" }, "MAIL_SETTINGS"],
    [{ at: "recipient", code: 530, words: "Authentication required" }, "MAIL_SETTINGS"],
    [{ at: "recipient", code: 451, words: "4.7.1 Greylisted, come again" }, "DEFERRED"],
    [{ at: "recipient", code: 452, words: "4.2.2 Mailbox full" }, "DEFERRED"],
    [{ at: "recipient", code: 421, words: "Too busy" }, "MAIL_UNREACHABLE"],
    [{ at: "sender", code: 451 }, "DEFERRED"],
    [{ at: "sender", code: 550, words: "5.1.8 Sender unknown" }, "MAIL_SETTINGS"],
    [{ at: "data", code: 451 }, "DEFERRED"],
    [{ at: "data", code: 554, words: "5.6.0 We do not like it" }, "MAIL_SERVER"],
    [{ at: "data", code: 421 }, "MAIL_UNREACHABLE"],
    [{ at: "greeting", code: 421 }, "MAIL_UNREACHABLE"],
    [{ at: "greeting", code: 451 }, "MAIL_UNREACHABLE"],
    [{ at: "greeting", code: 554 }, "MAIL_SETTINGS"],
  ])("%j reached nobody: %s", async (trouble, reason) => {
    server.troubles.push(trouble);
    expect(await troubleBy(server.url)).toEqual({ reason, mayHaveArrived: false });
    expect(server.received).toEqual([]);
  });

  it.each([535, 454, 530])("at the sign-in with %i, wants our settings to be mended", async (code) => {
    server.troubles.push({ at: "auth", code });
    expect(await troubleBy(signedIn())).toEqual({ reason: "MAIL_SETTINGS", mayHaveArrived: false });
  });
});

describe("an email whose mail server", () => {
  it("does not listen, is not known or never greets, reached nobody", async () => {
    // Nothing listens on the first port.
    expect(await troubleBy("smtp://127.0.0.1:1")).toEqual({ reason: "MAIL_UNREACHABLE", mayHaveArrived: false });
    expect(await troubleBy("smtp://nowhere.invalid")).toEqual({ reason: "MAIL_UNREACHABLE", mayHaveArrived: false });
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const transport = createTransport({ host: "127.0.0.1", port, greetingTimeout: 100 });
    const error = await transport
      .sendMail({ from: "a@example.com", to: "b@example.com", text: "x" })
      .catch((failed: unknown) => failed);
    expect(mailTrouble(error)).toEqual({ reason: "MAIL_UNREACHABLE", mayHaveArrived: false });
    transport.close();
    silent.close();
  });

  it.each(["smtp", "smtps"])(
    "has a certificate that we cannot trust over %s, wants our settings to be mended",
    async (protocol) => {
      const secured = new SMTPServer({ authOptional: true, secure: protocol === "smtps" });
      secured.on("error", () => undefined);
      secured.listen(0, "127.0.0.1");
      await once(secured.server, "listening");
      const { port } = secured.server.address() as AddressInfo;
      expect(await troubleBy(`${protocol}://127.0.0.1:${port}`)).toEqual({
        reason: "MAIL_SETTINGS",
        mayHaveArrived: false,
      });
      await new Promise<void>((done) => {
        secured.close(done);
      });
    },
  );

  it("took it and hung up without a yes, may have reached somebody", async () => {
    server.troubles.push({ at: "lost" });
    expect(await troubleBy(server.url)).toEqual({ reason: "CONNECTION_LOST", mayHaveArrived: true });
    expect(server.received.splice(0)).toHaveLength(1);
  });
});

it("whatever is no clear no may have reached somebody", () => {
  const lost = { reason: "CONNECTION_LOST", mayHaveArrived: true };
  for (const error of [
    new Error("Connection closed unexpectedly"),
    Object.assign(new Error(), { code: "ETIMEDOUT", timeoutType: "SOCKET_TIMEOUT" }),
    Object.assign(new Error(), { code: "EPROTOCOL", responseCode: 250 }),
    Object.assign(new Error(), { code: "ESOCKET", originalCode: "EHOSTUNREACH" }),
    "a word",
    undefined,
  ]) {
    expect(mailTrouble(error)).toEqual(lost);
  }
});
