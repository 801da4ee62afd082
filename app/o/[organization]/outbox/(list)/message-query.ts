import { z } from "zod";
import { type MessageFilter, messageFilter } from "@/lib/domain/messages/schema";

type Query = Record<string, string | string[] | undefined>;

/** The filter and the page that an address of the outbox names. What makes no sense in it is passed over. */
export function messageQuery(query: Query): { filter: MessageFilter; before?: string; after?: string } {
  const { shape } = messageFilter;
  const text = (name: string) => (typeof query[name] === "string" && query[name] !== "" ? query[name] : undefined);
  return {
    filter: {
      search: shape.search.catch(undefined).parse(text("q")),
      state: shape.state.catch(undefined).parse(text("state")),
    },
    before: z.uuid().safeParse(text("before")).data,
    after: z.uuid().safeParse(text("after")).data,
  };
}
