-- SQL of your own
-- Commits that notify wait for each other, in the whole cluster. Processes tell workers after their commit instead, and
-- workers of the release before this one still poll.
DROP TRIGGER announce ON job_requests;
DROP FUNCTION announce_job_request();
