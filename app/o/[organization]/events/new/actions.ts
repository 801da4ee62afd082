"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { defineAction } from "@/lib/entry/action";
import { eventFields, eventForm } from "../event-form-input";

export const createEvent = defineAction({
  name: "events.create",
  input: eventForm,
  fromForm: eventFields,
  run: async (ctx, input) => ({ id: (await createEventWithType(ctx, input)).id }),
  after: ({ id }, organization) => {
    revalidatePath(`/o/${organization}`);
    redirect(`/o/${organization}/events/${id}`);
  },
});
