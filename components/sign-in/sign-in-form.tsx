"use client";
import { CircleAlert } from "lucide-react";
import { signIn } from "next-auth/react";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { errorText } from "@/lib/core/error-texts";
import { Button } from "../ui/button";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field } from "../ui/field";
import { PasswordField } from "../ui/password-field";
import { signInErrorText } from "./sign-in-error";

/** Email and password. A refusal keeps the email and takes the focus; `next` is a path of this site. */
export function SignInForm({ next }: { next: string }) {
  const [refusal, setRefusal] = useState<{ text: string } | null>(null);
  const [isPending, setIsPending] = useState(false);
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refusal) alert.current?.focus();
  }, [refusal]);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email") ?? "").trim();
    const password = String(form.get("password") ?? "");
    if (!email || !password) return setRefusal({ text: "Enter your email and your password." });
    setIsPending(true);
    try {
      const answer = await signIn("credentials", { email, password, redirect: false });
      // A whole new page, so that nothing drawn for nobody is left in the router's memory.
      if (answer?.ok && !answer.error) return window.location.assign(next);
      setRefusal({ text: signInErrorText(answer?.error ?? "INTERNAL") });
    } catch {
      setRefusal({ text: errorText("UNAVAILABLE") });
    }
    setIsPending(false);
  }

  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      {refusal ? (
        <div
          ref={alert}
          role="alert"
          tabIndex={-1}
          className="flex gap-3 rounded-md border border-refused bg-refused-soft px-4 py-3 text-sm font-[560]"
        >
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-refused" />
          {refusal.text}
        </div>
      ) : null}
      <Field id="sign-in-email" label="Email">
        {(control) => (
          <input
            {...control}
            name="email"
            type="email"
            required
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            className={`${CONTROL_LOOK} ${CONTROL_HEIGHT}`}
          />
        )}
      </Field>
      <PasswordField id="sign-in-password" name="password" label="Password" autoComplete="current-password" />
      <Button type="submit" variant="primary" size="large" isPending={isPending}>
        {isPending ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
