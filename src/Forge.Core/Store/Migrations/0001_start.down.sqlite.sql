DROP TABLE events;
DROP TABLE merges;
DROP TABLE messages;
DROP TABLE processes;
DROP TABLE sessions;
DROP TABLE attempts;
DROP TABLE tasks;
DROP TABLE projects;
