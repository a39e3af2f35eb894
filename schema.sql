-- The schema that the tests, the ui-tests and the examples compile against.

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

-- One column of each type.
CREATE TABLE samples (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    small       SMALLINT,
    whole       INTEGER,
    large       BIGINT,
    flag        BOOLEAN,
    ratio       DOUBLE PRECISION,
    price       DECIMAL(38, 10),
    code        VARCHAR(10),
    note        TEXT,
    data        BLOB,
    born_on     DATE,
    wakes_at    TIME,
    starts_at   DATETIME,
    seen_at     TIMESTAMP,
    token       UUID,
    document    JSON,
    mood        TEXT CHECK (mood IN ('happy', 'so-so', 'sad'))
);

-- A key of two columns, names in another case, and a word that Rust keeps for itself.
CREATE TABLE "OrderLine" (
    "OrderId"   BIGINT NOT NULL,
    "LineNo"    INTEGER NOT NULL,
    "UnitPrice" NUMERIC(10, 2) NOT NULL,
    "Quantity"  INTEGER NOT NULL DEFAULT 1 CHECK ("Quantity" > 0),
    "type"      VARCHAR(20) NOT NULL DEFAULT 'normal',
    "Total"     NUMERIC(10, 2),
    PRIMARY KEY ("OrderId", "LineNo")
);

-- What querent itself fills in, and what it hides.
CREATE TABLE accounts (
    id          UUID PRIMARY KEY,                     -- @generate(uuid_v7)
    login       VARCHAR(40) NOT NULL UNIQUE,
    password    TEXT NOT NULL,                        -- @hidden
    visits      INTEGER NOT NULL DEFAULT 0,
    settings    JSON NOT NULL DEFAULT '{}',
    created_at  TIMESTAMP NOT NULL,                   -- @created
    updated_at  TIMESTAMP NOT NULL                    -- @updated
);

-- The users who may log in. A view is read like a table and cannot be written.
CREATE VIEW active_users AS SELECT id, name, email FROM users WHERE active;

CREATE INDEX samples_by_whole ON samples (whole);
