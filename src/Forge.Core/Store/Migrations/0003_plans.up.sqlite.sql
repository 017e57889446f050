CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    wish TEXT NOT NULL,
    folder TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    base_branch TEXT NOT NULL,
    base_commit TEXT NOT NULL,
    branch TEXT NOT NULL,
    plan_commit TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at INTEGER NOT NULL,
    started_at INTEGER,
    paused INTEGER NOT NULL DEFAULT 0,
    cancelled_at INTEGER,
    delivered_commit TEXT,
    delivered_at INTEGER,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (project_id, slug)
);

CREATE TABLE plan_groups (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    task_id TEXT REFERENCES tasks (id) ON DELETE SET NULL,
    attempt_id TEXT REFERENCES attempts (id) ON DELETE SET NULL,
    cancelled INTEGER NOT NULL DEFAULT 0,
    reviewed_commit TEXT,
    start_failure TEXT,
    widened TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (plan_id, group_id)
);
CREATE INDEX plan_groups_of_task ON plan_groups (task_id);

CREATE TABLE group_attempts (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT NOT NULL,
    attempt_id TEXT PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    stacked INTEGER NOT NULL DEFAULT 0,
    sent_back INTEGER NOT NULL DEFAULT 0,
    retries INTEGER NOT NULL DEFAULT 0,
    answered_process TEXT,
    resumed_at INTEGER,
    cause TEXT,
    cause_text TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX group_attempts_of_group ON group_attempts (plan_id, group_id, number);

CREATE TABLE validations (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT,
    attempt_id TEXT REFERENCES attempts (id) ON DELETE CASCADE,
    head TEXT NOT NULL,
    ground TEXT NOT NULL,
    position INTEGER NOT NULL,
    command TEXT NOT NULL,
    exit_code INTEGER,
    timed_out INTEGER NOT NULL DEFAULT 0,
    passed INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    output TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (plan_id, group_id, head, ground, position)
);

CREATE TABLE reverts (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT NOT NULL,
    merge_commit TEXT NOT NULL,
    revert_commit TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX reverts_of_plan ON reverts (plan_id);

CREATE TABLE awards (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT,
    checkpoint TEXT NOT NULL,
    points INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE violations (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT,
    attempt_id TEXT,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    cleared_by TEXT,
    cleared_reason TEXT,
    cleared_at INTEGER,
    UNIQUE (plan_id, attempt_id, kind, text)
);

CREATE TABLE ref_baselines (
    plan_id TEXT PRIMARY KEY REFERENCES plans (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    refs TEXT NOT NULL
);

CREATE TABLE plan_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    group_id TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX plan_log_of_plan ON plan_log (plan_id, seq);

ALTER TABLE events ADD COLUMN plan_id TEXT;
