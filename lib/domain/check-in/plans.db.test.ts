import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { readPreview } from "./preview-token";
import { GATE_ADMIT } from "./sql";

const world = useWorld();
const ADMISSIONS = 300;

const plan = z.tuple([z.object({ Plan: z.object({ "Shared Hit Blocks": z.number() }) })]);

describe("an admission on a young database", () => {
  it("reads no more after three hundred others than it did at first, by the plans its connection kept", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, ADMISSIONS + 20);
    const gate = gateAt(world, tenant, event);
    const connection = await world.db.gatePool.connect();
    /** Admits a ticket and answers how many pages that touched, the function's own statements and foreign keys included. */
    const admit = async ({ id }: { id: string }): Promise<number> => {
      const { previewToken = "" } = await gate.preview((await secretsOf(world, tenant, id)).code);
      const seen = readPreview(previewToken);
      const args = [
        ...[tenant.id, randomUUID(), seen.eventId, seen.ticketId, seen.version, seen.gateVersion, seen.deviceId],
        ...[seen.gateId, seen.checkpointId, "camera", null, "person", randomUUID(), false, world.now],
      ];
      const answer = await connection.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${GATE_ADMIT.sql}`, args);
      return plan.parse(answer.rows[0]?.["QUERY PLAN"])[0].Plan["Shared Hit Blocks"];
    };
    try {
      // The first ten let the connection settle on its plans.
      for (const ticket of tickets.slice(0, 10)) await admit(ticket);
      const early = await admit(tickets[10] ?? { id: "" });
      for (const ticket of tickets.slice(11, ADMISSIONS)) await admit(ticket);
      const late = await admit(tickets[ADMISSIONS] ?? { id: "" });
      expect(late).toBeLessThan(early * 1.5);
    } finally {
      connection.release();
    }
  });
});
