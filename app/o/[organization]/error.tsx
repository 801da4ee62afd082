"use client";
import type { ErrorInfo } from "next/error";
import { Failure } from "@/components/shell/failure";

export default function OrganizationError({ error, retry }: ErrorInfo) {
  return <Failure error={error} retry={retry} />;
}
