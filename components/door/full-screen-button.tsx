"use client";
import { Maximize } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../ui/button";

/** Takes the whole screen; gone while it has it (Escape gives it back), and where the browser cannot. */
export function FullScreenButton() {
  const [isOffered, setIsOffered] = useState(false);
  useEffect(() => {
    const look = () => setIsOffered(document.fullscreenEnabled && document.fullscreenElement === null);
    look();
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  if (!isOffered) return null;
  return (
    <Button
      size="large"
      onClick={() => {
        // Refused by some policies; the wall works without it.
        document.documentElement.requestFullscreen().catch(() => undefined);
      }}
    >
      <Maximize aria-hidden />
      <span className="max-sm:sr-only">Full screen</span>
    </Button>
  );
}
