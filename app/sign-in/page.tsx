import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PlainPage } from "@/components/shell/plain-page";
import { nextPath } from "@/components/sign-in/next-path";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { currentPerson } from "@/lib/entry/page";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const asked = (await searchParams).next;
  const next = nextPath(typeof asked === "string" ? asked : undefined, "/o");
  if (await currentPerson()) redirect(next);
  return (
    <PlainPage>
      <h1 className="text-xl">Sign in</h1>
      <SignInForm next={next} />
    </PlainPage>
  );
}
