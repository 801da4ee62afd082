import { create } from "qrcode";

/** A ticket as its holder sees it. Its code is a true one and says that it is a sample. */
export function SampleTicket() {
  return (
    <div className="flex items-center gap-4 rounded-lg border border-line bg-surface-raised p-4">
      <SampleCode />
      <div className="flex min-w-0 flex-col gap-0.5">
        <p className="text-sm font-[600]">Riverside Jazz Night</p>
        <p className="text-xs text-ink-soft tabular-nums">Sat 21 Nov, 19:00</p>
        <p className="text-xs text-ink-soft">Manila time</p>
        <p className="mt-1.5 text-lg font-[560] tracking-wide tabular-nums">17-K7QF</p>
      </div>
    </div>
  );
}

const QUIET_ZONE = 3;

function SampleCode() {
  const { size, data } = create("A SAMPLE TICKET", { errorCorrectionLevel: "M" }).modules;
  const path = Array.from(data, (isDark, index) =>
    isDark ? `M${(index % size) + QUIET_ZONE} ${Math.floor(index / size) + QUIET_ZONE}h1v1h-1z` : "",
  ).join("");
  const side = size + 2 * QUIET_ZONE;
  return (
    <svg
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label="A sample QR code"
      shapeRendering="crispEdges"
      className="size-28 shrink-0 rounded-sm bg-white"
    >
      <path d={path} fill="#000000" />
    </svg>
  );
}
