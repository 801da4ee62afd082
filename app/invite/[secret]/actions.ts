"use server";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/lib/core/errors";
import { answerForm, sentForm, sentText } from "@/lib/entry/action";
import { joinSignedIn, registerAndJoin, signInAndJoin, signOutHere } from "@/lib/entry/invitation";

type Answer = ActionResult<string> | null;

const text = (form: FormData, name: string) => sentText(form.get(name));

/** Where they go on is outside: a redirect is no refusal. */
function goOn(answer: ActionResult<string>): ActionResult<string> {
  return answer.ok ? redirect(answer.data) : answer;
}

export async function register(secret: string, _previous: Answer, typed: FormData): Promise<ActionResult<string>> {
  const form = sentForm(typed);
  const sent = { name: text(form, "name"), password: text(form, "password") };
  return goOn(await answerForm({ name: "members.register", form }, () => registerAndJoin(sentText(secret), sent)));
}

export async function signInHere(secret: string, _previous: Answer, typed: FormData): Promise<ActionResult<string>> {
  const form = sentForm(typed);
  const sent = { password: text(form, "password") };
  return goOn(await answerForm({ name: "members.signInAndJoin", form }, () => signInAndJoin(sentText(secret), sent)));
}

export async function join(secret: string, _previous: Answer, typed: FormData): Promise<ActionResult<string>> {
  const form = sentForm(typed);
  return goOn(await answerForm({ name: "members.join", form }, () => joinSignedIn(sentText(secret))));
}

export async function switchPerson(secret: string, _previous: Answer, typed: FormData): Promise<ActionResult<string>> {
  const form = sentForm(typed);
  const here = `/invite/${encodeURIComponent(sentText(secret))}`;
  return goOn(
    await answerForm({ name: "members.switchPerson", form }, async () => {
      await signOutHere();
      return here;
    }),
  );
}
