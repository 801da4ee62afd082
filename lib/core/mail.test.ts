import { describe, expect, it } from "vitest";
import { setSettings, useSettings } from "../testing/settings";
import { mailer, wasRefused } from "./mail";

useSettings();

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
    const error = await mailer()
      .send(email)
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    expect(error).toMatchObject({ code: "ESOCKET" });
    expect(wasRefused(error)).toBe(true);
  });

  it("may have reached somebody when it says nothing about itself", () => {
    expect(wasRefused(new Error("Connection closed unexpectedly"))).toBe(false);
    expect(wasRefused(Object.assign(new Error("Timeout"), { code: "ETIMEDOUT", command: "CONN" }))).toBe(false);
  });
});
