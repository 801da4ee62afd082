import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { z } from "zod";
import { addressOf, type BenchDatabase } from "./database";

/** What the gate's calls did in the database: how each statement within was carried out and how many pages it read, and all of it together. */
export type GatePlans = Map<string, CallPlans>;
type CallPlans = { shapes: Map<string, number[]>; buffers: number[] };

type Node = z.infer<typeof node>;
const node = z.looseObject({
  "Node Type": z.string(),
  "Index Name": z.string().optional(),
  "Relation Name": z.string().optional(),
  "Shared Hit Blocks": z.number(),
  "Shared Read Blocks": z.number(),
  get Plans(): z.ZodOptional<z.ZodArray<typeof node>> {
    return z.array(node).optional();
  },
});
const entry = z.object({ "Query Text": z.string(), Plan: node });

/** Stands before each line of the server's log, so that a database's own can be told. */
export const LOG_PREFIX = "<%d> ";
const GATE_CALL = /^SELECT (gate_\w+)\(/;

/** Has a database log the plan of every statement its next connections run, those within functions and foreign keys too. */
export async function explainAll(place: BenchDatabase, name: string): Promise<void> {
  const admin = new Client({ connectionString: addressOf(place.adminUrl, "postgres") });
  await admin.connect();
  const settings = {
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
  };
  for (const [setting, value] of Object.entries(settings)) {
    await admin.query(`ALTER DATABASE ${admin.escapeIdentifier(name)} SET ${setting} = ${admin.escapeLiteral(value)}`);
  }
  // The server's pools replace what is cut.
  await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  await admin.end();
}

/** Reads the plans that a database has logged. */
export async function loggedPlans(place: BenchDatabase, name: string): Promise<GatePlans> {
  const plans: GatePlans = new Map();
  let within: { shape: string; pages: number }[] = [];
  for (const text of messagesOf(await readFile(place.logFile, "utf8"), name)) {
    const [, json] = text.split(" plan:\n");
    if (json === undefined) continue;
    const { "Query Text": query, Plan: plan } = entry.parse(JSON.parse(json));
    const call = GATE_CALL.exec(query)?.[1];
    if (call === undefined) {
      within.push({ shape: `${query.replaceAll(/\s+/g, " ").slice(0, 80)} … ${shapeOf(plan)}`, pages: pagesOf(plan) });
      continue;
    }
    const found: CallPlans = plans.get(call) ?? { shapes: new Map(), buffers: [] };
    for (const { shape, pages } of within) found.shapes.set(shape, [...(found.shapes.get(shape) ?? []), pages]);
    found.buffers.push(pagesOf(plan));
    plans.set(call, found);
    within = [];
  }
  return plans;
}

/** A message's further lines are indented by a tab. */
function messagesOf(log: string, name: string): string[] {
  return log
    .replaceAll("\n\t", "\n ")
    .split(/^(?=<)/m)
    .filter((message) => message.startsWith(`<${name}> LOG: `));
}

function pagesOf(plan: Node): number {
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

function shapeOf(plan: Node): string {
  const on = [plan["Index Name"], plan["Relation Name"]].filter(Boolean).join(" on ");
  const children = (plan.Plans ?? []).map(shapeOf).join(", ");
  return `${plan["Node Type"]}${on ? ` ${on}` : ""}${children ? ` (${children})` : ""}`;
}
