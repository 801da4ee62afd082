import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";

/** Stands before the loading page, so that who may not see the list gets a true 404. */
export default async function EventsLayout({ params, children }: LayoutProps<"/o/[organization]">) {
  await openPage((await params).organization, async (ctx) => assertCan(ctx, "events.read"));
  return children;
}
