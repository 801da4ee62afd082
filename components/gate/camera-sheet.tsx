import { Minus, Plus } from "lucide-react";
import { ChoiceList } from "./choice-list";
import { GateButton } from "./gate-button";
import { Sheet } from "./sheet";
import type { Camera } from "./use-camera";
import { pressedZoom, zoomText } from "./zoom";

/** Which camera to scan with, and how near. Phones with several at the back do not always open the one that focuses close by. */
export function CameraSheet({ camera, onClose }: { camera: Camera; onClose(): void }) {
  return (
    <Sheet title="Camera" onClose={onClose}>
      <div className="grid grid-cols-1 gap-5">
        {camera.cameras.length > 1 ? (
          <ChoiceList
            legend="Scan with"
            name="camera"
            choices={camera.cameras}
            chosen={camera.cameraId}
            onChoose={camera.choose}
          />
        ) : null}
        {camera.zoom === null ? null : <Zoom zoom={camera.zoom} />}
        <GateButton look="primary" onClick={onClose}>
          Done
        </GateButton>
      </div>
    </Sheet>
  );
}

function Zoom({ zoom: { range, value, set } }: { zoom: NonNullable<Camera["zoom"]> }) {
  const times = zoomText(range, value);
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2">
      <legend className="mb-2 text-[1rem] font-semibold tabular-nums">Zoom {times}</legend>
      <div className="flex items-center gap-3">
        <GateButton
          look="soft"
          aria-label="Farther"
          className="size-[72px] shrink-0 px-0"
          onClick={() => set(pressedZoom(range, value, "farther"))}
        >
          <Minus aria-hidden className="size-7" />
        </GateButton>
        <input
          type="range"
          aria-label="Zoom"
          aria-valuetext={times}
          min={range.min}
          max={range.max}
          step={range.step}
          value={value}
          onChange={(event) => set(event.target.valueAsNumber)}
          className="gate-slider h-[64px] min-w-0 flex-1"
        />
        <GateButton
          look="soft"
          aria-label="Nearer"
          className="size-[72px] shrink-0 px-0"
          onClick={() => set(pressedZoom(range, value, "nearer"))}
        >
          <Plus aria-hidden className="size-7" />
        </GateButton>
      </div>
    </fieldset>
  );
}
