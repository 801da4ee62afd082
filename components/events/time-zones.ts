import { zoneOffset } from "@/lib/core/time";

export type ZoneGroup = { region: string; zones: { id: string; label: string }[] };

/** Places that runtimes still list under an older spelling. */
const MODERN: Record<string, string> = {
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Europe/Kiev": "Europe/Kyiv",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "Atlantic/Faeroe": "Atlantic/Faroe",
};

/** The zones to choose from by region, with `always` among them whatever this runtime lists, and their offset at `now`. */
export function listZones(always: string, now: Date): ZoneGroup[] {
  const listed = Intl.supportedValuesOf("timeZone").map((id) => MODERN[id] ?? id);
  const groups = new Map<string, ZoneGroup["zones"]>();
  for (const id of new Set([...listed, always, "UTC"])) {
    const [first = "", ...rest] = id.split("/");
    const region = rest.length > 0 ? first : "Other";
    const place = (rest.length > 0 ? rest.join(", ") : first).replaceAll("_", " ");
    const zones = groups.get(region) ?? [];
    zones.push({ id, label: `${place} (${zoneOffset(id, now)})` });
    groups.set(region, zones);
  }
  return [...groups]
    .map(([region, zones]) => ({ region, zones: zones.sort((a, b) => a.label.localeCompare(b.label, "en")) }))
    .sort(
      (a, b) => Number(a.region === "Other") - Number(b.region === "Other") || a.region.localeCompare(b.region, "en"),
    );
}
