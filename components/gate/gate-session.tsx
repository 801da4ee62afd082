import { clsx } from "clsx";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import type { Direction, GateEvent } from "@/lib/domain/check-in/schema";
import { CameraSheet } from "./camera-sheet";
import type { Look } from "./choose-code";
import type { GateClient } from "./gate-client";
import { HistorySheet } from "./history-sheet";
import { fromKeptScans, keptScans, unansweredScans } from "./kept-scans";
import { MenuSheet } from "./menu-sheet";
import { createRepeatGuard } from "./repeat-guard";
import { ScanScreen, type SheetName } from "./scan-screen";
import type { PastScan } from "./scan-state";
import type { Reading, ScanStep } from "./scan-step";
import { announcement, isUndoable } from "./scan-words";
import { SearchSheet } from "./search-sheet";
import { StatusLine } from "./status-line";
import { StepScreen } from "./step-screen";
import { TypedSheet } from "./typed-sheet";
import { UndoSheet } from "./undo-sheet";
import { useCamera } from "./use-camera";
import { useGateCounts } from "./use-gate-counts";
import { usePicture } from "./use-picture";
import { useQrReader } from "./use-qr-reader";
import { type Post, useScanSession } from "./use-scan-session";
import { useWakeLock } from "./use-wake-lock";
import { useWedge } from "./use-wedge";

type GateSessionProps = {
  client: GateClient;
  post: Post;
  event: GateEvent;
  /** Which way the chosen checkpoint leads. What the server says of a ticket goes before it. */
  direction: Direction;
  placeName: string | null;
  personName: string;
  signInHref: string;
  onSetup(): void;
  /** Called with the scans of this session that got no answer. */
  onSignOut(unanswered: readonly PastScan[]): void;
};

type Tone = "scanning" | "waiting" | "ready" | "admitted" | "checked-out" | "look-again" | "refused";

function toneOf(step: ScanStep): Tone {
  if (step.at === "verdict") return VERDICT_LOOK[step.verdict].tone;
  if (step.at === "ready" || (step.at === "confirming" && step.unanswered === null)) return "ready";
  if (step.at === "unknown" || step.at === "problem") return "look-again";
  const isStill = step.at === "previewing" && step.unanswered === null;
  return step.at === "scanning" || isStill ? "scanning" : "waiting";
}

/** Scanning, from "Start" on. The camera stays open under everything that is shown over it. */
export function GateSession(props: GateSessionProps) {
  const { client, post, event, direction, placeName, signInHref } = props;
  const session = useScanSession(client, post);
  const { step, history, lastMoved } = session.state;
  const { may, timeZone } = event;
  const isOpen = step.at === "confirming" || step.at === "undoing" || step.at === "unknown";
  const counts = useGateCounts(client, post, { tally: session.tally, isOpen });
  const [sheet, setSheet] = useState<SheetName | null>(null);
  const [typed, setTyped] = useState("");
  const [searched, setSearched] = useState("");
  const isScanning = step.at === "scanning";

  const read = (method: Reading["method"], text: string) => {
    setSheet(null);
    picture.forget();
    session.read(method, text);
  };
  const video = useRef<HTMLVideoElement>(null);
  const aim = useRef<HTMLDivElement>(null);
  const camera = useCamera(video);
  const picture = usePicture(isScanning && sheet === null, (text) => read("camera", text));
  const held = useHeldCode(step, (text) => read("camera", text));
  const isLooking = isScanning && sheet === null && camera.isLive;
  const reader = useQrReader({ video, aim, isActive: isLooking, onLook: held.onLook, onStall: camera.restart });
  useWedge((text) => read("wedge", text));
  useWakeLock();
  useStill(video, isScanning);

  const onEscape = useEffectEvent(() =>
    session.send(step.at === "ready" || step.at === "previewing" ? "cancel" : "next"),
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isInSheet = event.target instanceof Element && event.target.closest("dialog") !== null;
      if (event.key === "Escape" && !event.repeat && !isInSheet) onEscape();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const place = placeName === null ? event.name : `${placeName} · ${event.name}`;
  const signOut = () => {
    setSheet(null);
    // What is on its way at this moment is kept as one without an answer, too.
    props.onSignOut(unansweredScans(fromKeptScans(keptScans(session.state, Date.now())).history));
  };
  const tone = toneOf(step);
  const verdict = step.at === "verdict" ? step.verdict : undefined;
  const undoable = isUndoable(lastMoved, { now: Date.now(), mayAny: may.undoAny }) ? lastMoved : null;
  useEffect(() => {
    if (verdict !== "ADMITTED" && verdict !== "CHECKED_OUT") return;
    setTyped("");
    setSearched("");
  }, [verdict]);
  // A new step is a new screen, with its own focus; but "Admit" stays the same button while it is under way.
  const isSilent = "unanswered" in step && step.unanswered !== null;
  const stepKey = `${step.at === "confirming" && !isSilent ? "ready" : step.at} ${isSilent}`;

  return (
    <main
      className="gate-root fixed inset-0 flex flex-col overflow-hidden"
      data-tone={tone}
      data-step={step.at}
      data-verdict={verdict}
      data-testid="gate"
    >
      <h1 className="sr-only">Scan tickets for {event.name}</h1>
      <video
        ref={video}
        muted
        autoPlay
        playsInline
        aria-hidden
        className={clsx(
          "absolute inset-0 size-full object-cover",
          (tone !== "scanning" || camera.trouble !== null) && "invisible",
        )}
      />
      <StatusLine
        network={session.network === "online" && counts.isMissed ? "no-answer" : session.network}
        direction={"direction" in step ? step.direction : direction}
        device={post.device.label}
        place={place}
        counts={counts.text}
        onMenu={() => setSheet("menu")}
      />
      <div className="relative flex min-h-0 flex-1 flex-col" key={stepKey}>
        {isScanning ? (
          <ScanScreen
            camera={camera}
            aim={aim}
            isDecoderBroken={reader.isBroken}
            onRetryDecoder={reader.retry}
            hint={picture.notice ?? held.hint}
            isPictureBusy={picture.isBusy}
            may={may}
            onPicture={picture.read}
            onOpen={setSheet}
          />
        ) : (
          <StepScreen session={session} timeZone={timeZone} signInHref={signInHref} onUndo={() => setSheet("undo")} />
        )}
      </div>
      <p aria-live="assertive" className="sr-only" data-testid="gate-announcement">
        {announcement(step)}
      </p>
      {picture.isOver ? (
        <p className="pointer-events-none absolute inset-3 z-20 grid place-items-center rounded-[24px] border-4 border-dashed border-(--gate-ink) bg-(--gate-ground) text-[1.75rem] font-bold">
          Drop the picture
        </p>
      ) : null}
      {sheet === "typed" ? (
        <TypedSheet value={typed} onChange={setTyped} onRead={read} onClose={() => setSheet(null)} />
      ) : null}
      {sheet === "search" ? (
        <SearchSheet
          client={client}
          eventId={event.id}
          value={searched}
          onChange={setSearched}
          onChoose={(ticketId) => read("search", ticketId)}
          onClose={() => setSheet(null)}
        />
      ) : null}
      {sheet === "menu" ? (
        <MenuSheet
          person={props.personName}
          device={post.device.label}
          place={place}
          onSetup={isScanning ? props.onSetup : null}
          onSignOut={signOut}
          onClose={() => setSheet(null)}
        />
      ) : null}
      {sheet === "camera" ? <CameraSheet camera={camera} onClose={() => setSheet(null)} /> : null}
      {sheet === "history" ? (
        <HistorySheet
          history={history}
          timeZone={timeZone}
          undoable={undoable === null ? null : { ticket: undoable.ticket, onUndo: () => setSheet("undo") }}
          onClose={() => setSheet(null)}
        />
      ) : null}
      {sheet === "undo" && lastMoved !== null ? (
        <UndoSheet
          moved={lastMoved}
          onUndo={(reason) => {
            setSheet(null);
            session.undo(reason);
          }}
          onClose={() => setSheet(null)}
        />
      ) : null}
    </main>
  );
}

const HELD_HINT = "Same code. Hold up the next one, or take it away to scan it again.";
const SEVERAL_HINT = "Several codes in view. Hold one of them in the frame.";

/** Keeps the code that was just dealt with from being read again while it is still held up, and says why nothing is read. */
function useHeldCode(step: ScanStep, onRead: (text: string) => void) {
  const [guard] = useState(createRepeatGuard);
  const [hint, setHint] = useState<string | null>(null);
  const last = useRef<string | null>(null);

  useEffect(() => {
    if (step.at === "previewing") last.current = step.reading.text;
    if (step.at === "scanning") guard.resume(last.current, performance.now());
  }, [guard, step]);

  return {
    hint,
    onLook: (look: Look) => {
      const isToRead = guard.admitsReading(look, performance.now());
      setHint(look.isAmbiguous ? SEVERAL_HINT : look.text !== null && !isToRead ? HELD_HINT : null);
      if (isToRead && look.text !== null) onRead(look.text);
    },
  };
}

/** Holds the picture as it was when the code was read; the camera itself goes on. */
function useStill(video: RefObject<HTMLVideoElement | null>, isScanning: boolean): void {
  useEffect(() => {
    if (isScanning) void video.current?.play().catch(() => {});
    else video.current?.pause();
  }, [video, isScanning]);
}
