import type { Metadata } from "next";
import { GateApp } from "@/components/gate/gate-app";
import { listGateEvents } from "@/lib/domain/check-in/queries";
import { openPage } from "@/lib/entry/page";

export const metadata: Metadata = { title: "Gate" };

type Props = { params: Promise<{ organization: string }>; searchParams: Promise<{ event?: string | string[] }> };

export default async function GatePage({ params, searchParams }: Props) {
  const { organization } = await params;
  const { event } = await searchParams;
  const gate = await openPage(organization, async (ctx) => ({
    organization: { slug: ctx.tenant.slug, name: ctx.tenant.name },
    person: { name: ctx.actor.kind === "person" ? ctx.actor.name : "" },
    events: await listGateEvents(ctx),
  }));
  return <GateApp {...gate} initialEventId={typeof event === "string" ? event : undefined} />;
}
