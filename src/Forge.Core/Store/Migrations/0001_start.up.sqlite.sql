CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    git_repo_path TEXT NOT NULL UNIQUE,
    setup_script TEXT,
    dev_script TEXT,
    cleanup_script TEXT,
    copy_files TEXT,
    default_base_branch TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    parent_task_attempt TEXT,
    dev_server_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX tasks_of_project ON tasks (project_id, created_at);

CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    target_branch TEXT NOT NULL,
    executor TEXT NOT NULL,
    variant TEXT,
    model TEXT,
    command TEXT,
    worktree TEXT NOT NULL UNIQUE,
    stage TEXT NOT NULL,
    failure TEXT,
    base_commit TEXT,
    base_proof TEXT,
    worktree_deleted INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    setup_completed_at INTEGER,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cache_creation_tokens INTEGER,
    cache_read_tokens INTEGER,
    cost_usd REAL,
    port_block INTEGER UNIQUE,
    host_id TEXT NOT NULL DEFAULT 'local',
    lease_generation INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX attempts_of_task ON attempts (task_id, created_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    run_reason TEXT NOT NULL,
    executor TEXT NOT NULL,
    variant TEXT,
    options TEXT NOT NULL,
    agent_conversation TEXT,
    mode TEXT NOT NULL,
    open INTEGER NOT NULL,
    stop_asked_at INTEGER,
    host_id TEXT NOT NULL DEFAULT 'local',
    lease_generation INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE INDEX sessions_open ON sessions (open) WHERE open = 1;
CREATE INDEX sessions_of_attempt ON sessions (attempt_id, created_at);

CREATE TABLE processes (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    run_reason TEXT NOT NULL,
    action TEXT NOT NULL,
    session_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
    turn INTEGER NOT NULL DEFAULT 0,
    out_from INTEGER NOT NULL DEFAULT 0,
    err_from INTEGER NOT NULL DEFAULT 0,
    out_to INTEGER,
    err_to INTEGER,
    before_head_commit TEXT,
    after_head_commit TEXT,
    status TEXT NOT NULL,
    exit_code INTEGER,
    exit_note TEXT,
    dropped INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL,
    completed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX processes_of_attempt ON processes (attempt_id, created_at);
CREATE INDEX processes_running ON processes (status) WHERE status = 'running';

CREATE TABLE messages (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, position)
);

CREATE TABLE merges (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    merge_commit TEXT NOT NULL,
    target_branch TEXT NOT NULL,
    target_before TEXT NOT NULL,
    branch_before TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX merges_of_attempt ON merges (attempt_id, created_at);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    project_id TEXT,
    task_id TEXT,
    attempt_id TEXT,
    process_id TEXT
);
