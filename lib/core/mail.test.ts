import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createTransport } from "nodemailer";
import { describe, expect, it } from "vitest";
import { setSettings, useSettings } from "../testing/settings";
import { mailer, wasRefused } from "./mail";

useSettings();
const itself = (error: unknown): unknown => error;

describe("a sending that failed", () => {
  it("reached nobody when the server could not be spoken to", async () => {
    // Nothing listens on the first port.
    setSettings({ SMTP_URL: "smtp://127.0.0.1:1" });
    const email = {
      id: "m",
      to: "guest@example.com",
      fromName: "Harbour",
      subject: "",
      html: "",
      text: "x",
      inline: [],
    };
    const error = await mailer().send(email).catch(itself);
    expect(error).toMatchObject({ code: "ESOCKET" });
    expect(wasRefused(error)).toBe(true);
  });

  it("reached nobody when the server never greeted", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const transport = createTransport({ host: "127.0.0.1", port, greetingTimeout: 100 });
    const error = await transport.sendMail({ from: "a@example.com", to: "b@example.com", text: "x" }).catch(itself);
    expect(wasRefused(error)).toBe(true);
    transport.close();
    silent.close();
  });

  it("may have reached somebody when what broke says nothing, or a yes came where none was expected", () => {
    expect(wasRefused(new Error("Connection closed unexpectedly"))).toBe(false);
    expect(wasRefused(Object.assign(new Error(), { code: "ETIMEDOUT", timeoutType: "SOCKET_TIMEOUT" }))).toBe(false);
    expect(wasRefused(Object.assign(new Error(), { code: "EPROTOCOL", responseCode: 250 }))).toBe(false);
    expect(wasRefused(Object.assign(new Error(), { code: "ESOCKET", originalCode: "EHOSTUNREACH" }))).toBe(false);
  });
});
