/** Who did something, as audit entries, scans and runs keep it. */
export type ActorRef = { kind: string; id: string | null };

/** For whom no name is found, or who has none. Lower case: "by a former colleague". */
const NAMELESS: Record<string, string> = {
  person: "a former colleague",
  "api-key": "a removed key",
  device: "a removed device",
  "ticket-holder": "the ticket’s holder",
  operator: "the operator",
  public: "somebody not signed in",
};

/** Who did it, in words for a list: the name if there is one, else what kind of caller it was. */
export function actorText(names: ReadonlyMap<string, string>, actor: ActorRef): string {
  const name = actor.id === null ? undefined : names.get(actor.id);
  return name ?? NAMELESS[actor.kind] ?? "Usher";
}
