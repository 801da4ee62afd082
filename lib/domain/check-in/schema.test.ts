import { v4, v7 } from "uuid";
import { expect, it } from "vitest";
import { confirmInput, previewInput } from "./schema";

it("ids in capitals are the same ids", () => {
  const [event, device, scan] = [v7(), v4(), v7()];
  const preview = { eventId: event.toUpperCase(), code: "code", device: { id: device.toUpperCase(), label: "Phone" } };
  expect(previewInput.parse(preview)).toMatchObject({ eventId: event, device: { id: device } });
  const confirm = { previewToken: "token", scanId: scan.toUpperCase(), deviceId: device.toUpperCase() };
  expect(confirmInput.parse(confirm)).toMatchObject({ scanId: scan, deviceId: device });
});
