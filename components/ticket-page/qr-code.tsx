import { drawQr } from "@/lib/core/qr";

type QrCodeProps = { text: string; label: string; className: string };

/**
 * A QR code, black on white with its quiet zone, in dark mode too. Its white and its size stand in the drawing itself: a page
 * saved without its styles still shows a code that can be scanned.
 */
export function QrCode({ text, label, className }: QrCodeProps) {
  const { size, path } = drawQr(text);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={size * 10}
      height={size * 10}
      // Or else the seams between rows of modules are smoothed to grey.
      shapeRendering="crispEdges"
      className={className}
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
