-- Who uses the place.
CREATE TABLE users (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       VARCHAR(255) NOT NULL,
    email      VARCHAR(255) UNIQUE,          -- where we write to them
    age        INTEGER DEFAULT 0,
    role       TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin')),
    active     BOOLEAN NOT NULL DEFAULT TRUE,
    secret     TEXT,                         -- @hidden
    "type"     VARCHAR(20) NOT NULL DEFAULT 'normal'
);

CREATE TABLE posts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title     VARCHAR(255) NOT NULL,
    content   TEXT,
    published BOOLEAN NOT NULL DEFAULT FALSE
);

-- The users who may log in.
CREATE VIEW active_users AS SELECT id, name, email FROM users WHERE active;
