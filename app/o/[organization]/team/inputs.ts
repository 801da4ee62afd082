import { z } from "zod";
import { changeRoleInput, inviteInput, memberSearchInput } from "@/lib/domain/members/schema";

/** A box to tick; not there at all for a role that needs none. */
const checked = z.enum(["on", "off", ""], "Tick it or leave it.").transform((text) => text === "on");
/** A choice that a dialog sends for its person. */
const chosen = z.enum(["yes", "no"]).transform((text) => text === "yes");

export const inviteForm = z.object({ ...inviteInput.shape, maySearch: checked });
export const roleForm = changeRoleInput;
export const searchForm = z.object({ ...memberSearchInput.shape, maySearch: chosen });
