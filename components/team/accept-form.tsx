"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { PasswordField } from "../ui/password-field";
import { TextField } from "../ui/text-field";

type AcceptStep = "register" | "sign-in" | "join" | "switch";

type AcceptFormProps = {
  step: AcceptStep;
  signedInAs: string | null;
  name: string;
  email: string;
  action: FormAction<string>;
};

const BUTTONS: Record<AcceptStep, { verb: string; pending: string }> = {
  register: { verb: "Join", pending: "Joining" },
  "sign-in": { verb: "Sign in and join", pending: "Signing in" },
  join: { verb: "Join", pending: "Joining" },
  switch: { verb: "Sign out and go on", pending: "Signing out" },
};

/** The one thing that stands between whoever opened the link and the team. Works before the script has loaded. */
export function AcceptForm({ step, signedInAs, name, email, action }: AcceptFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<string> | null, FormData>(action, null);
  const field = bindFields("join", result);
  const { id, error } = field("password");
  const { verb, pending } = BUTTONS[step];
  return (
    <form action={submit} noValidate className="flex flex-col gap-5">
      <FormSummary scope="join" result={result} />
      <Lead step={step} email={email} signedInAs={signedInAs} />
      {step === "register" || step === "sign-in" ? (
        // For password managers, which file a password under the name beside it.
        <input type="text" name="email" value={email} autoComplete="username" readOnly hidden />
      ) : null}
      {step === "register" ? (
        <TextField {...field("name", name)} label="Your name" maxLength={120} autoComplete="name" />
      ) : null}
      {step === "register" ? (
        <PasswordField
          id={id}
          error={error}
          name="password"
          label="Choose a password"
          help="8 characters at least. A few words are easy to type on a phone and hard to guess."
          maxLength={128}
          autoComplete="new-password"
        />
      ) : null}
      {step === "sign-in" ? (
        <PasswordField id={id} error={error} name="password" label="Password" autoComplete="current-password" />
      ) : null}
      <Button type="submit" variant="primary" size="large" isPending={isPending}>
        {isPending ? pending : verb}
      </Button>
    </form>
  );
}

function Lead({ step, email, signedInAs }: Pick<AcceptFormProps, "step" | "email" | "signedInAs">) {
  const address = <span className="font-[560] wrap-anywhere text-ink">{email}</span>;
  if (step === "register") return <p className="text-ink-soft">You will sign in as {address}.</p>;
  if (step === "sign-in")
    return <p className="text-ink-soft">There is an account for {address}. Sign in with its password.</p>;
  if (step === "join") return <p className="text-ink-soft">You are signed in as {address}.</p>;
  return (
    <p className="text-ink-soft">
      The invitation is for {address}, but you are signed in as{" "}
      <span className="font-[560] wrap-anywhere text-ink">{signedInAs}</span>. To accept it, sign out here first.
    </p>
  );
}
