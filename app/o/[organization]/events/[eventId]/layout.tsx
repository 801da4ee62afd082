import type { Metadata } from "next";
import { loadEvent } from "./load-event";

export async function generateMetadata({
  params,
}: LayoutProps<"/o/[organization]/events/[eventId]">): Promise<Metadata> {
  // Whatever stands in the way, the layout below says it; an address without an event still needs a title.
  const loaded = await loadEvent(params).catch(() => null);
  return { title: loaded?.event.name ?? "Not found" };
}

/** Stands before the loading page: an event that is not there is a true 404, and the skeleton is only of one that is. */
export default async function EventLayout({ params, children }: LayoutProps<"/o/[organization]/events/[eventId]">) {
  await loadEvent(params);
  return children;
}
