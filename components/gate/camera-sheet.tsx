import { ChoiceList } from "./choice-list";
import { GateButton } from "./gate-button";
import { Sheet } from "./sheet";
import type { Camera } from "./use-camera";

/** Which camera to scan with. Phones with several at the back do not always open the one that focuses close by. */
export function CameraSheet({ camera, onClose }: { camera: Camera; onClose(): void }) {
  return (
    <Sheet title="Camera" onClose={onClose}>
      <div className="grid grid-cols-1 gap-5">
        <ChoiceList
          legend="Scan with"
          name="camera"
          choices={camera.cameras}
          chosen={camera.cameraId}
          onChoose={camera.choose}
        />
        <GateButton look="primary" onClick={onClose}>
          Done
        </GateButton>
      </div>
    </Sheet>
  );
}
