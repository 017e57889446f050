ALTER TABLE events DROP COLUMN plan_id;
DROP TABLE plan_log;
DROP TABLE violations;
DROP TABLE awards;
DROP TABLE reverts;
DROP TABLE validations;
DROP TABLE group_attempts;
DROP TABLE plan_groups;
DROP TABLE plans;
