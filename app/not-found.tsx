import type { Metadata } from "next";
import { DeadEnd } from "@/components/shell/dead-end";
import { PlainPage } from "@/components/shell/plain-page";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <PlainPage>
      <DeadEnd
        title="There is nothing here"
        actions={
          <>
            <LinkButton href="/o" variant="primary">
              Your organizations
            </LinkButton>
            <LinkButton href="/">Start page</LinkButton>
          </>
        }
      >
        <p>The address may be mistyped, or this belongs to an organization you are not in.</p>
      </DeadEnd>
    </PlainPage>
  );
}
