-- The schema of the examples in the documentation.

-- Who uses the place.
CREATE TABLE users (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       VARCHAR(255) NOT NULL,
    email      VARCHAR(255) UNIQUE,          -- where we write to them
    age        INTEGER DEFAULT 0,
    role       TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin')),
    active     BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE posts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,  -- @relation(author)
    title     VARCHAR(255) NOT NULL,
    content   TEXT,
    published BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX posts_by_user ON posts (user_id);
