-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "maker_id" UUID,
ADD COLUMN     "maker_kind" TEXT;

-- Who made those that are open stands in the audit trail. One without an entry is vouched for by nobody until it is sent again.
UPDATE invitations i SET maker_kind = a.actor_kind, maker_id = a.actor_id
  FROM audit_entries a
  WHERE a.tenant_id = i.tenant_id AND a.subject_kind = 'invitation' AND a.subject_id = i.id AND a.action = 'members.invite';
