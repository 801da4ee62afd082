import { holderEmail, holderName, ISSUE_LIMIT } from "@/lib/domain/tickets/schema";

export type TicketLine = { line: number; name: string; email: string };
export type LineProblem = { line: number; sentence: string };

/**
 * Reads one ticket a line: `name, email`, as typed or as pasted from a spreadsheet (tabs and semicolons serve too, and the
 * name may hold commas, since the last one counts). Empty lines are passed over; the others are numbered as they stand.
 */
export function readTicketLines(text: string): { tickets: TicketLine[]; problems: LineProblem[] } {
  const tickets: TicketLine[] = [];
  const problems: LineProblem[] = [];
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    if (raw.trim() === "") continue;
    const line = index + 1;
    const cut = Math.max(raw.lastIndexOf(","), raw.lastIndexOf(";"), raw.lastIndexOf("\t"));
    if (cut < 0) {
      problems.push({ line, sentence: "Write a name, a comma and an email address." });
      continue;
    }
    const name = holderName.safeParse(unquote(raw.slice(0, cut)));
    const email = holderEmail.safeParse(unquote(raw.slice(cut + 1)));
    const wrong = name.error?.issues[0] ?? email.error?.issues[0];
    if (wrong) problems.push({ line, sentence: wrong.message });
    else if (name.success && email.success) tickets.push({ line, name: name.data, email: email.data });
  }
  return { tickets, problems };
}

/** A cell without the quotes a spreadsheet puts around it. */
function unquote(cell: string): string {
  const quoted = /^\s*"(.*)"\s*$/s.exec(cell);
  return quoted?.[1] === undefined ? cell : quoted[1].replaceAll('""', '"');
}

const SHOWN = 8;

/** Everything that keeps these lines from being issued, a sentence a line; null when nothing does. */
export function lineTrouble({ tickets, problems }: ReturnType<typeof readTicketLines>): string | null {
  if (problems.length > 0) {
    const shown = problems.slice(0, SHOWN).map(({ line, sentence }) => `Line ${line}: ${sentence}`);
    const rest = problems.length - shown.length;
    return [...shown, ...(rest > 0 ? [`And ${rest} more ${rest === 1 ? "line" : "lines"}.`] : [])].join("\n");
  }
  if (tickets.length === 0) return "Add at least one line.";
  if (tickets.length > ISSUE_LIMIT) {
    return `These are ${tickets.length} tickets. Issue at most ${ISSUE_LIMIT} at once: send the rest after these.`;
  }
  return null;
}
