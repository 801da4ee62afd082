import type { Metadata } from "next";
import { DeadEnd } from "@/components/shell/dead-end";
import { PlainPage } from "@/components/shell/plain-page";
import { LinkButton } from "@/components/ui/link-button";
import { errorText } from "@/lib/core/error-texts";

export const metadata: Metadata = { title: "Suspended" };

export default function SuspendedPage() {
  return (
    <PlainPage>
      <DeadEnd
        title="This organization is suspended"
        actions={
          <LinkButton href="/o" variant="primary">
            Your organizations
          </LinkButton>
        }
      >
        <p>{errorText("ORGANIZATION_SUSPENDED")}</p>
      </DeadEnd>
    </PlainPage>
  );
}
