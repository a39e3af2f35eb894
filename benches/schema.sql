-- The schema of the benchmarks: eight columns of the kinds that most rows are made of.

CREATE TABLE items (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    name   VARCHAR(100) NOT NULL,
    email  TEXT,
    parent BIGINT NOT NULL,
    score  DOUBLE NOT NULL,
    active BOOLEAN NOT NULL,
    visits BIGINT NOT NULL,
    city   TEXT NOT NULL
);
CREATE INDEX items_by_parent ON items (parent);
