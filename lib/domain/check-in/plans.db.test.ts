import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, movementArgs, openExit, secretsOf } from "@/lib/testing/gate";
import { makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { GATE_ADMIT, GATE_CHECK_OUT } from "./sql";

const world = useWorld();
const MOVED = 300;
/** Issued beside those: to a plan that looks among all tickets of the event, they tell. */
const MORE = 120;

const plan = z.tuple([z.object({ Plan: z.object({ "Shared Hit Blocks": z.number() }) })]);

const argsOf = (tenant: CtxTenant, previewToken: string) =>
  movementArgs(tenant, previewToken, { id: newId(), actorId: newId(), now: world.now });

describe("a movement on a young database", () => {
  it("reads no more after three hundred others than it did at first, in or out, by the plans its connection kept", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const exit = await openExit(world, tenant, event);
    const tickets = await makeTickets(world, tenant, event, MOVED + MORE);
    const codes: string[] = [];
    // One after the other: hundreds at once would wait for the pool's few connections.
    for (const { id } of tickets) codes.push((await secretsOf(world, tenant, id)).code);
    const gate = gateAt(world, tenant, event);
    const connection = await world.db.gatePool.connect();
    /** Moves a ticket and answers how many pages that touched, the function's own statements and foreign keys included. */
    const move = async (index: number, way: "in" | "out"): Promise<number> => {
      const { previewToken = "" } = await gate.preview(
        codes[index] ?? "",
        way === "out" ? { checkpointId: exit } : undefined,
      );
      const { sql } = way === "out" ? GATE_CHECK_OUT : GATE_ADMIT;
      const answer = await connection.query(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
        argsOf(tenant, previewToken),
      );
      return plan.parse(answer.rows[0]?.["QUERY PLAN"])[0].Plan["Shared Hit Blocks"];
    };
    try {
      // The first ten let the connection settle on its plans.
      for (let index = 0; index < 10; index++) for (const way of ["in", "out"] as const) await move(index, way);
      const early = { in: await move(10, "in"), out: await move(10, "out") };
      for (let index = 11; index < MOVED; index++) await move(index, "in");
      for (let index = 11; index < MOVED; index += 2) await move(index, "out");
      const late = { in: await move(MOVED, "in"), out: await move(MOVED, "out") };
      expect(late.in).toBeLessThan(early.in * 1.5);
      expect(late.out).toBeLessThan(early.out * 1.5);
      expect(early.out).toBeLessThan(early.in * 1.5);
    } finally {
      connection.release();
    }
  });

  it("leaves the ticket's row on its page, so that none of the ticket's indexes has to learn of it", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const gate = gateAt(world, tenant, event);
    const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
    const { previewToken = "" } = await gate.preview(code);
    const connection = await world.db.gatePool.connect();
    /** What the connection has done since it last told the server; earlier tests' movements may still be among it. */
    const updates = async () => {
      const { rows } = await connection.query<{ all: number; onTheirPage: number }>(
        `SELECT pg_stat_get_xact_tuples_updated('tickets'::regclass)::int AS all,
           pg_stat_get_xact_tuples_hot_updated('tickets'::regclass)::int AS "onTheirPage"`,
      );
      return rows[0] ?? { all: 0, onTheirPage: 0 };
    };
    try {
      await connection.query("BEGIN");
      const before = await updates();
      await connection.query(GATE_ADMIT.sql, argsOf(tenant, previewToken));
      expect(await updates()).toEqual({ all: before.all + 1, onTheirPage: before.onTheirPage + 1 });
    } finally {
      await connection.query("ROLLBACK");
      connection.release();
    }
  });
});
