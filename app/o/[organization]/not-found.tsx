import type { Metadata } from "next";
import { DeadEnd } from "@/components/shell/dead-end";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundHere() {
  return (
    <DeadEnd
      title="There is nothing here"
      actions={
        <LinkButton href="/o" variant="primary">
          Your organizations
        </LinkButton>
      }
    >
      <p>
        It may have been removed, the address may be mistyped, or your role in this organization does not include it.
      </p>
    </DeadEnd>
  );
}
