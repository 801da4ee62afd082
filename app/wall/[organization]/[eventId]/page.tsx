import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { Wall } from "@/components/door/wall";
import { getDoor } from "@/lib/domain/door/queries";
import { openPage } from "@/lib/entry/page";

export const metadata: Metadata = { title: "Wall" };

/** The door for a screen on the wall, without anything around it. It asks for no scans, so no guest's name is sent here. */
export default async function WallPage({ params }: PageProps<"/wall/[organization]/[eventId]">) {
  const { organization, eventId: named } = await params;
  const eventId = z.uuid().safeParse(named).data ?? notFound();
  const door = await openPage(organization, (ctx) => getDoor(ctx, { eventId, scans: 0 }));
  return (
    <Wall initial={door} address={{ organization, eventId }} backHref={`/o/${organization}/events/${eventId}/door`} />
  );
}
