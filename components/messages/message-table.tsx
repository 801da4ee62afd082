import { clsx } from "clsx";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import type { MessageView } from "@/lib/domain/messages/schema";
import { NotYet } from "../ui/not-yet";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { MessageStateBadge } from "./message-state";
import { failureText, isDeferred, templateText } from "./message-words";

const COLUMNS = [
  { label: "To" },
  { label: "State" },
  { label: "Queued" },
  { label: "Sent" },
  { label: "Tries", align: "right" as const },
];

type MessageTableProps = { organization: string; messages: MessageView[]; timeZone: string };

export function MessageTable({ organization, messages, timeZone }: MessageTableProps) {
  return (
    <Table caption="Emails, the newest first" columns={COLUMNS}>
      {messages.map((message) => (
        <Row key={message.id}>
          <RowHeader className="max-md:min-w-0">
            <Link
              href={`/o/${organization}/outbox/${message.id}`}
              className="rounded-sm font-[560] break-all underline-offset-4 hover:underline pointer-coarse:py-2"
            >
              {message.recipient}
            </Link>
            <span className="block text-xs break-words text-ink-soft">{aboutText(message)}</span>
            {message.failure ? (
              <span className="block text-xs text-look-again">{failureText(message, timeZone)}</span>
            ) : null}
          </RowHeader>
          <Cell className="max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end max-md:self-start">
            <MessageStateBadge state={message.state} isDeferred={isDeferred(message)} />
          </Cell>
          <Cell
            label="Queued"
            className={clsx("max-md:text-xs md:whitespace-nowrap", message.sentAt && "max-md:hidden")}
          >
            {formatInstant(message.createdAt, timeZone, "short")}
          </Cell>
          <Cell label={message.sentAt ? "Sent" : undefined} className="max-md:text-xs md:whitespace-nowrap">
            {message.sentAt ? formatInstant(message.sentAt, timeZone, "short") : <NotYet />}
          </Cell>
          <Cell align="right" className="max-md:hidden">
            {message.attempts}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function aboutText({ template, ticket }: MessageView): string {
  return ticket ? `${templateText(template)} ${ticket.number} of ${ticket.holderName}` : templateText(template);
}
