import { type ReactNode, useId } from "react";

type SectionProps = { title: string; help?: ReactNode; children: ReactNode };

/** One matter of a long page: what it is on the left, or above on a phone, and what is set on the right. */
export function Section({ title, help, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      // The first of a form has nothing above it to be set apart from.
      className="grid gap-x-12 gap-y-5 border-t border-line pt-6 lg:grid-cols-[16rem_minmax(0,40rem)] [form>&:first-of-type]:border-t-0 [form>&:first-of-type]:pt-0"
    >
      <div className="flex max-w-[34rem] flex-col gap-1.5">
        <h2 id={id} className="text-lg">
          {title}
        </h2>
        {help ? <p className="text-sm text-ink-soft">{help}</p> : null}
      </div>
      <div className="flex min-w-0 flex-col gap-5">{children}</div>
    </section>
  );
}
