"use client";
import type { ErrorInfo } from "next/error";
import { Failure } from "@/components/shell/failure";
import { PlainPage } from "@/components/shell/plain-page";

export default function PageError({ error, retry }: ErrorInfo) {
  return (
    <PlainPage>
      <Failure error={error} retry={retry} />
    </PlainPage>
  );
}
