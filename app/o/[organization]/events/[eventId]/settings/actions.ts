"use server";
import { revalidatePath } from "next/cache";
import {
  createCheckpoint,
  createGate,
  deleteCheckpoint,
  deleteGate,
  editCheckpoint,
  editGate,
  moveCheckpoint,
  moveGate,
} from "@/lib/domain/gates/commands";
import { checkpointEdit, checkpointInput, gateEdit, gateInput } from "@/lib/domain/gates/schema";
import {
  createTicketType,
  deleteTicketType,
  editEventWithTypes,
  editTicketType,
  moveTicketType,
} from "@/lib/domain/ticket-types/commands";
import { defineAction } from "@/lib/entry/action";
import { eventEditFields, eventEditForm, plainFields } from "../../event-form-input";
import {
  checkpointPlace,
  checkpointRef,
  gatePlace,
  gateRef,
  PART_FIELDS,
  TYPE_FIELDS,
  ticketTypeEditForm,
  ticketTypeForm,
  typePlace,
  typeRef,
} from "./inputs";

function showAgain(_data: unknown, organization: string): void {
  revalidatePath(`/o/${organization}`, "layout");
}

/** What a command answers is of no use to the page, which reads everything again. */
function silent<Context, Input>(command: (ctx: Context, input: Input) => Promise<unknown>) {
  return async (ctx: Context, input: Input): Promise<null> => {
    await command(ctx, input);
    return null;
  };
}

export const saveEvent = defineAction({
  name: "events.edit",
  input: eventEditForm,
  fromForm: eventEditFields,
  run: silent(editEventWithTypes),
  after: showAgain,
});

export const addType = defineAction({
  name: "ticket-types.create",
  input: ticketTypeForm,
  fromForm: (form) => plainFields(form, TYPE_FIELDS),
  run: silent(createTicketType),
  after: showAgain,
});

export const saveType = defineAction({
  name: "ticket-types.edit",
  input: ticketTypeEditForm,
  fromForm: (form) => plainFields(form, [...TYPE_FIELDS, "ticketTypeId", "revision"]),
  run: silent(editTicketType),
  after: showAgain,
});

export const placeType = defineAction({
  name: "ticket-types.move",
  input: typePlace,
  fromForm: (form) => plainFields(form, ["eventId", "ticketTypeId", "place"]),
  run: silent(moveTicketType),
  after: showAgain,
});

export const removeType = defineAction({
  name: "ticket-types.delete",
  input: typeRef,
  fromForm: (form) => plainFields(form, ["eventId", "ticketTypeId"]),
  run: silent(deleteTicketType),
  after: showAgain,
});

export const addGate = defineAction({
  name: "gates.create",
  input: gateInput,
  fromForm: (form) => plainFields(form, PART_FIELDS),
  run: silent(createGate),
  after: showAgain,
});

export const saveGate = defineAction({
  name: "gates.edit",
  input: gateEdit,
  fromForm: (form) => plainFields(form, [...PART_FIELDS, "gateId", "revision"]),
  run: silent(editGate),
  after: showAgain,
});

export const placeGate = defineAction({
  name: "gates.move",
  input: gatePlace,
  fromForm: (form) => plainFields(form, ["eventId", "gateId", "place"]),
  run: silent(moveGate),
  after: showAgain,
});

export const removeGate = defineAction({
  name: "gates.delete",
  input: gateRef,
  fromForm: (form) => plainFields(form, ["eventId", "gateId"]),
  run: silent(deleteGate),
  after: showAgain,
});

export const addCheckpoint = defineAction({
  name: "checkpoints.create",
  input: checkpointInput,
  fromForm: (form) => plainFields(form, [...PART_FIELDS, "direction"]),
  run: silent(createCheckpoint),
  after: showAgain,
});

export const saveCheckpoint = defineAction({
  name: "checkpoints.edit",
  input: checkpointEdit,
  fromForm: (form) => plainFields(form, [...PART_FIELDS, "checkpointId", "direction", "revision"]),
  run: silent(editCheckpoint),
  after: showAgain,
});

export const placeCheckpoint = defineAction({
  name: "checkpoints.move",
  input: checkpointPlace,
  fromForm: (form) => plainFields(form, ["eventId", "checkpointId", "place"]),
  run: silent(moveCheckpoint),
  after: showAgain,
});

export const removeCheckpoint = defineAction({
  name: "checkpoints.delete",
  input: checkpointRef,
  fromForm: (form) => plainFields(form, ["eventId", "checkpointId"]),
  run: silent(deleteCheckpoint),
  after: showAgain,
});
