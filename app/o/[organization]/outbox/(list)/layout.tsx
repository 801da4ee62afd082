import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";

/** Stands before the loading page, so that who may not see the outbox gets a true 404. */
export default async function OutboxLayout({ params, children }: LayoutProps<"/o/[organization]">) {
  await openPage((await params).organization, async (ctx) => assertCan(ctx, "messages.read"));
  return children;
}
