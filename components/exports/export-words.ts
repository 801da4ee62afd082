import type { ExportKind } from "@/lib/domain/exports/schema";

type Words = { title: string; about: string; verb: string; doing: string; done: string; line: string; lines: string };

/** What each kind of export is called, and what is in it. */
export const EXPORT_WORDS: Record<ExportKind, Words> = {
  attendees: {
    title: "Attendees",
    about: "One line a ticket: holder, type, reference, how it stands, when it was opened, came in and left.",
    verb: "Export attendees",
    doing: "Writing attendees",
    done: "Attendees written",
    line: "ticket",
    lines: "tickets",
  },
  scans: {
    title: "Scans",
    about: "One line a scan: when, what was said, whose ticket, at which gate, on which device and by whom.",
    verb: "Export scans",
    doing: "Writing scans",
    done: "Scans written",
    line: "scan",
    lines: "scans",
  },
};
