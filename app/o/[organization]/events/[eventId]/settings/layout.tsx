import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../../id-param";

/** Stands before the loading page, so that who may not change the event gets a true 404. */
export default async function SettingsLayout({
  params,
  children,
}: LayoutProps<"/o/[organization]/events/[eventId]/settings">) {
  const { organization, eventId } = await params;
  await openPage(organization, async (ctx) => assertCan(ctx, "events.manage", idParam(eventId)));
  return children;
}
