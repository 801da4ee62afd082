"use client";
import type { GateSettings } from "@/lib/domain/gates/schema";
import { SelectField } from "../ui/select-field";
import { type PartActions, PartList } from "./part-list";

type CheckpointListProps = {
  event: { id: string; reentry: boolean };
  checkpoints: GateSettings["checkpoints"];
  actions: PartActions | null;
};

/** What guests pass. Which way it leads is asked only where guests may leave and come in again. */
export function CheckpointList({ event, checkpoints, actions }: CheckpointListProps) {
  const { reentry } = event;
  return (
    <PartList
      eventId={event.id}
      noun="checkpoint"
      idField="checkpointId"
      parts={checkpoints.map(({ id, name, revision, direction }) => ({
        id,
        name,
        revision,
        detail:
          direction === "in" ? "Leads in" : reentry ? "Leads out" : "Leads out; not in use while nobody may leave",
        values: { direction },
      }))}
      actions={actions}
      removal="The gate no longer offers it. Scans made there keep its name."
      fields={(field) => {
        const direction = field("direction");
        const isOut = direction.defaultValue === "out";
        // An error belongs beside a field that can be seen.
        if (!reentry && !isOut && !direction.error) return <input type="hidden" name="direction" value="in" />;
        return (
          <SelectField {...direction} label="Leads" help="Scans at one that leads out let guests come in again.">
            <option value="in">In</option>
            <option value="out">Out</option>
          </SelectField>
        );
      }}
    />
  );
}
