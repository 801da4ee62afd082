import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../../id-param";

/** Stands before the loading page, so that who may not see the door gets a true 404. */
export default async function DoorLayout({ params, children }: LayoutProps<"/o/[organization]/events/[eventId]/door">) {
  const { organization, eventId } = await params;
  const id = idParam(eventId);
  await openPage(organization, async (ctx) => assertCan(ctx, "check-ins.read", id));
  return children;
}
