import { expect, test } from "./support/fixtures";
test("placeholder", () => { expect(1).toBe(1); });
