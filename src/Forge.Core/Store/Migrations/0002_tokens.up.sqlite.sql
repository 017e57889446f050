CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    attempt_id TEXT REFERENCES attempts (id) ON DELETE CASCADE,
    session_id TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER
);
CREATE INDEX tokens_live ON tokens (name) WHERE revoked_at IS NULL;
CREATE INDEX tokens_of_attempt ON tokens (attempt_id);
CREATE INDEX tokens_of_session ON tokens (session_id);

-- Without references: what was tried is told also when the attempt is gone.
CREATE TABLE refusals (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    token_id TEXT NOT NULL,
    role TEXT NOT NULL,
    attempt_id TEXT,
    method TEXT NOT NULL,
    path TEXT NOT NULL
);
CREATE INDEX refusals_of_attempt ON refusals (attempt_id, seq);
