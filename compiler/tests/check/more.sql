
-- Foreign keys with each action, and a table that refers to itself.
CREATE TABLE countries (
    code CHAR(2) PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE cities (
    id      INTEGER PRIMARY KEY,
    country CHAR(2) REFERENCES countries (code) ON DELETE SET NULL ON UPDATE CASCADE,
    part_of INTEGER REFERENCES cities (id) ON DELETE CASCADE
);
CREATE TABLE streets (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    city INTEGER NOT NULL REFERENCES cities (id) ON DELETE CASCADE
);
CREATE TABLE houses (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    street INTEGER NOT NULL REFERENCES streets (id)
);
CREATE INDEX houses_by_street ON houses (street);

-- Defaults of each kind, a generated column, and a table without a key.
CREATE TABLE defaults (
    number   INTEGER NOT NULL DEFAULT -5,
    price    DECIMAL(6, 2) NOT NULL DEFAULT 1.5,
    day      DATE NOT NULL DEFAULT '2024-01-31',
    moment   TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    note     TEXT DEFAULT NULL,
    token    TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)))),
    flag     BOOLEAN NOT NULL DEFAULT TRUE,
    twice    INTEGER GENERATED ALWAYS AS (number * 2) STORED
);
