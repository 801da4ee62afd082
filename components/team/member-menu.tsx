"use client";
import { Search, SearchX, ShieldCheck, UserMinus, UserRoundCog } from "lucide-react";
import { useRef } from "react";
import { ROLES, type RoleKey } from "@/lib/domain/access/rules";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { MenuItem } from "../ui/menu";
import { MoreMenu } from "../ui/more-menu";
import { useToast } from "../ui/toasts";
import { useAsking } from "../ui/use-asking";

export type MemberActions = {
  setRole: FormAction<{ isOwn: boolean }>;
  setSearch: FormAction<null>;
  remove: FormAction<{ isOwn: boolean }>;
};

type MemberMenuProps = MemberActions & {
  member: { id: string; name: string; email: string; role: { key: string; name: string }; maySearch: boolean };
  isOwn: boolean;
};
type Act = "role" | "search" | "remove";

/** What can be done with a member. Each act names them and asks first; one's own place asks with a warning. */
export function MemberMenu({ member, isOwn, setRole, setSearch, remove }: MemberMenuProps) {
  const more = useRef<HTMLButtonElement>(null);
  const { ask, dialog, keepFocus } = useAsking<Act>(() => more.current);
  const toast = useToast();
  const isAdministrator = member.role.key === "TENANT_ADMIN";
  const role = otherRole(member.role.key);
  const words = wordsFor(member.name, { isOwn, isAdministrator });
  return (
    <>
      <MoreMenu
        ref={more}
        label={`More for ${member.name}`}
        keepFocus={keepFocus}
        place="row"
        className="pointer-coarse:-my-2"
      >
        <MenuItem onSelect={() => ask("role")}>
          {isAdministrator ? <UserRoundCog aria-hidden /> : <ShieldCheck aria-hidden />}
          Make {ROLES[role].name.toLowerCase()}…
        </MenuItem>
        {isAdministrator && !member.maySearch ? null : (
          <MenuItem onSelect={() => ask("search")}>
            {member.maySearch ? <SearchX aria-hidden /> : <Search aria-hidden />}
            {member.maySearch ? "End search by name…" : "Allow search by name…"}
          </MenuItem>
        )}
        <MenuItem isDangerous onSelect={() => ask("remove")}>
          <UserMinus aria-hidden />
          {isOwn ? "Leave the team…" : "Remove…"}
        </MenuItem>
      </MoreMenu>
      <ConfirmDialog
        {...dialog("role")}
        title={words.role.title}
        description={words.role.description}
        action={setRole}
        fields={{ memberId: member.id, role }}
        confirmText={`Make ${ROLES[role].name.toLowerCase()}`}
        keepText="Keep the role"
        isDangerous={isOwn}
        onDone={() => toast(`${member.name} is ${ROLES[role].name.toLowerCase()} now.`)}
      />
      <ConfirmDialog
        {...dialog("search")}
        title={
          member.maySearch ? `End search by name for ${member.name}?` : `Let ${member.name} search guests by name?`
        }
        description={
          member.maySearch
            ? "They can still scan and type numbers."
            : "At the gate they can then look up any guest by name, and so see who is on the list."
        }
        action={setSearch}
        fields={{ memberId: member.id, maySearch: member.maySearch ? "no" : "yes" }}
        confirmText={member.maySearch ? "End search by name" : "Allow search by name"}
        keepText="Leave it"
        onDone={() =>
          toast(member.maySearch ? `${member.name} no longer searches by name.` : `${member.name} may search by name.`)
        }
      />
      <ConfirmDialog
        {...dialog("remove")}
        title={words.remove.title}
        description={words.remove.description}
        action={remove}
        fields={{ memberId: member.id }}
        confirmText={isOwn ? "Leave the team" : "Remove member"}
        keepText={isOwn ? "Stay" : "Keep them"}
        isDangerous
        onDone={() => toast(`${member.name} is removed.`)}
      />
    </>
  );
}

function otherRole(key: string): RoleKey {
  return key === "TENANT_ADMIN" ? "STAFF_SCANNER" : "TENANT_ADMIN";
}

type Standing = { isOwn: boolean; isAdministrator: boolean };

function wordsFor(name: string, { isOwn, isAdministrator }: Standing) {
  const down = "scans and admits at the gate, and sees nothing else of the organization";
  const remove = isOwn
    ? {
        title: "Leave this team yourself?",
        description: "You lose access at once, and only another administrator can invite you again.",
      }
    : {
        title: `Remove ${name} from the team?`,
        description: `${name} loses access at once; the next scan of theirs is refused. What they did stays on record.`,
      };
  if (!isAdministrator) {
    const description = `${name} can then run everything here: events, tickets, emails and the team, you included.`;
    return { remove, role: { title: `Make ${name} administrator?`, description } };
  }
  const role = isOwn
    ? {
        title: "Give up being administrator yourself?",
        description: `Gate staff ${down}. You cannot take it back: another administrator would have to.`,
      }
    : { title: `Make ${name} gate staff?`, description: `Gate staff ${down}. It holds at once.` };
  return { remove, role };
}
