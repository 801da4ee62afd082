import { clsx } from "clsx";
import {
  CameraOff,
  Flashlight,
  FlashlightOff,
  History,
  Image,
  Keyboard,
  LoaderCircle,
  type LucideIcon,
  Search,
  SwitchCamera,
  ZoomIn,
} from "lucide-react";
import { type ReactNode, type RefObject, useId } from "react";
import type { GateEvent } from "@/lib/domain/check-in/schema";
import { GateButton } from "./gate-button";
import { CAMERA_TROUBLE, DECODER_TROUBLE, otherWaysText } from "./scan-words";
import type { Camera } from "./use-camera";
import { zoomText } from "./zoom";

export type SheetName = "typed" | "search" | "history" | "camera" | "undo" | "menu";

type ScanScreenProps = {
  camera: Camera;
  /** The drawn frame, for who looks at what it shows. */
  aim: RefObject<HTMLDivElement | null>;
  isDecoderBroken: boolean;
  onRetryDecoder(): void;
  /** A sentence about what is before the camera, or about the last picture. */
  hint: string | null;
  isPictureBusy: boolean;
  may: GateEvent["may"];
  onPicture(file: File): void;
  onOpen(sheet: SheetName): void;
};

const TILE =
  "flex min-h-[72px] min-w-0 flex-1 cursor-pointer flex-col items-center justify-center gap-1.5 rounded-[16px] px-1 text-[0.875rem] leading-none font-semibold touch-manipulation select-none";

type TileProps = { icon: LucideIcon; label: string; name: string; isOn?: boolean; onPress(): void };

function Tile({ icon: Icon, label, name, isOn, onPress }: TileProps) {
  return (
    <button
      type="button"
      aria-label={name}
      aria-pressed={isOn}
      onClick={onPress}
      className={clsx(TILE, isOn && "bg-(--gate-button) text-(--gate-button-ink)")}
    >
      <Icon aria-hidden className="size-6" />
      {label}
    </button>
  );
}

function PictureTile({ onPicture }: { onPicture(file: File): void }) {
  const id = useId();
  return (
    <label htmlFor={id} className={clsx(TILE, "has-focus-visible:outline-3 has-focus-visible:outline-(--gate-focus)")}>
      <input
        id={id}
        type="file"
        accept="image/*"
        aria-label="Use a picture"
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // Emptied, so that choosing the same picture again is a change.
          event.target.value = "";
          if (file !== undefined) onPicture(file);
        }}
      />
      <Image aria-hidden className="size-6" />
      Picture
    </label>
  );
}

/** The camera's view with the frame to aim with, and the other ways to read a ticket. */
export function ScanScreen(props: ScanScreenProps) {
  const { camera, isDecoderBroken, hint, isPictureBusy, may, onOpen } = props;
  const trouble = camera.trouble !== null ? CAMERA_TROUBLE[camera.trouble] : isDecoderBroken ? DECODER_TROUBLE : null;
  return (
    <section className="flex min-h-0 flex-1 flex-col sideways:flex-row">
      <div
        className={clsx(
          "relative flex min-h-0 flex-1 flex-col items-center",
          trouble === null ? "justify-center overflow-hidden" : "justify-center-safe overflow-y-auto",
        )}
      >
        {trouble === null ? (
          <AimFrame aim={props.aim} isLive={camera.isLive} isPictureBusy={isPictureBusy} hint={hint} />
        ) : (
          <div className="relative grid w-full max-w-[34rem] gap-4 px-6 sideways:gap-2 sideways:py-2">
            <CameraOff aria-hidden className="size-[56px] sideways:size-[32px]" />
            <h2 className="text-[1.75rem] leading-tight font-bold sideways:text-[1.375rem]">{trouble.title}</h2>
            <p className="text-[1.125rem] text-(--gate-quiet) sideways:text-[1rem]">{trouble.advice}</p>
            <p className="text-[1.125rem] text-(--gate-quiet) sideways:text-[1rem]">{otherWaysText(may)}</p>
            <GateButton
              look="primary"
              className="mt-2 sideways:mt-0"
              onClick={camera.trouble === null ? props.onRetryDecoder : camera.restart}
            >
              Try again
            </GateButton>
            <p role="status" className="min-h-[1.5em] text-[1.125rem] font-semibold sideways:empty:hidden">
              {isPictureBusy ? "Reading the picture…" : hint}
            </p>
          </div>
        )}
      </div>
      <nav
        aria-label="Other ways to scan"
        className="relative z-10 bg-(--gate-ground) px-2 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sideways:grid sideways:w-[12rem] sideways:content-center sideways:pr-[max(0.5rem,env(safe-area-inset-right))]"
      >
        <div className="mx-auto flex max-w-[40rem] gap-1 sideways:m-0 sideways:grid sideways:grid-cols-2">
          {may.type ? <Tile icon={Keyboard} label="Type" name="Type a number" onPress={() => onOpen("typed")} /> : null}
          {may.search ? (
            <Tile icon={Search} label="Search" name="Search a guest" onPress={() => onOpen("search")} />
          ) : null}
          <PictureTile onPicture={props.onPicture} />
          {camera.torch === null ? null : (
            <Tile
              icon={camera.torch.isOn ? FlashlightOff : Flashlight}
              label="Light"
              name="Light"
              isOn={camera.torch.isOn}
              onPress={camera.torch.toggle}
            />
          )}
          {camera.cameras.length > 1 || camera.zoom !== null ? (
            <Tile
              icon={camera.zoom === null ? SwitchCamera : ZoomIn}
              label={camera.zoom === null ? "Camera" : zoomText(camera.zoom.range, camera.zoom.value)}
              name={
                camera.zoom === null
                  ? "Choose a camera"
                  : `Camera and zoom, ${zoomText(camera.zoom.range, camera.zoom.value)}`
              }
              onPress={() => onOpen("camera")}
            />
          ) : null}
          <Tile icon={History} label="Scans" name="Last scans" onPress={() => onOpen("history")} />
        </div>
      </nav>
    </section>
  );
}

type AimFrameProps = {
  aim: RefObject<HTMLDivElement | null>;
  isLive: boolean;
  isPictureBusy: boolean;
  hint: ReactNode;
};

function AimFrame({ aim, isLive, isPictureBusy, hint }: AimFrameProps) {
  return (
    <>
      <div ref={aim} className="gate-aim relative grid place-items-center">
        {isLive ? null : <LoaderCircle aria-hidden className="gate-spin size-[56px]" />}
      </div>
      <p
        role="status"
        className="relative mx-5 mt-6 sideways:mt-3 rounded-[12px] bg-(--gate-ground) px-4 py-2.5 text-center text-[1.125rem] font-semibold text-balance"
      >
        {isPictureBusy ? "Reading the picture…" : (hint ?? (isLive ? "Point at the QR code" : "Starting the camera…"))}
      </p>
    </>
  );
}
