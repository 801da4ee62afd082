"use client";
import { LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { useState } from "react";
import { Button } from "../ui/button";

export function SignOutButton() {
  const [isPending, setIsPending] = useState(false);
  return (
    <Button
      variant="quiet"
      isPending={isPending}
      onClick={() => {
        setIsPending(true);
        signOut({ callbackUrl: "/" }).catch(() => setIsPending(false));
      }}
    >
      <LogOut aria-hidden />
      Sign out
    </Button>
  );
}
