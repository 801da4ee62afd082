-- A ticket has one email on its way at most: whoever asks for another at the same time waits here and finds it taken.
CREATE UNIQUE INDEX messages_on_the_way ON messages (tenant_id, ticket_id, generation, template)
  WHERE state IN ('queued', 'sending') AND ticket_id IS NOT NULL;
