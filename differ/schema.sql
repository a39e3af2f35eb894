-- The tables that random queries are about: small, and with every type, key, constraint and action of a foreign key.

-- Every type, each of which may be NULL.
CREATE TABLE things (
    id          BIGINT PRIMARY KEY,
    small       SMALLINT,
    whole       INTEGER,
    large       BIGINT,
    flag        BOOLEAN,
    ratio       DOUBLE PRECISION,
    price       DECIMAL(10, 2),
    exact       DECIMAL(38, 10),
    code        VARCHAR(6),
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
CREATE INDEX things_by_code ON things (code);
CREATE INDEX things_by_whole ON things (whole, small);

-- Every type, none of which may be NULL; a key of two columns, names in another case, defaults, a unique key and a check.
CREATE TABLE "FirmThing" (
    "Region"    VARCHAR(3) NOT NULL,
    "Number"    SMALLINT NOT NULL,
    "Small"     SMALLINT NOT NULL DEFAULT 1,
    "Whole"     INTEGER NOT NULL DEFAULT -2,
    "Large"     BIGINT NOT NULL DEFAULT 3,
    "Flag"      BOOLEAN NOT NULL DEFAULT TRUE,
    "Ratio"     DOUBLE PRECISION NOT NULL DEFAULT 0.5,
    "Price"     DECIMAL(10, 2) NOT NULL DEFAULT 1.25,
    "Label"     VARCHAR(8) NOT NULL UNIQUE,
    "Note"      TEXT NOT NULL DEFAULT 'It''s',
    "Data"      BLOB NOT NULL,
    "BornOn"    DATE NOT NULL DEFAULT '2024-02-29',
    "WakesAt"   TIME NOT NULL DEFAULT '10:30:00',
    "StartsAt"  DATETIME NOT NULL DEFAULT '2024-02-29 10:30:00',
    "SeenAt"    TIMESTAMP NOT NULL DEFAULT '2024-02-29 10:30:00',
    "Token"     UUID NOT NULL,
    "Document"  JSON NOT NULL,
    "Mood"      TEXT NOT NULL DEFAULT 'so-so' CHECK ("Mood" IN ('happy', 'so-so', 'sad')),
    "Amount"    INTEGER NOT NULL DEFAULT 0 CHECK ("Amount" <= 1000),
    PRIMARY KEY ("Region", "Number")
);

-- Foreign keys with their actions, unique keys that may be NULL, and a word that Rust keeps for itself.
CREATE TABLE parts (
    id          BIGINT PRIMARY KEY,
    thing_id    BIGINT REFERENCES things (id) ON DELETE CASCADE ON UPDATE CASCADE,
    owner_id    BIGINT REFERENCES things (id) ON DELETE SET NULL,
    "type"      VARCHAR(10) NOT NULL DEFAULT 'normal',
    weight      INTEGER CHECK (weight > 0),
    serial      VARCHAR(5) UNIQUE,
    shelf       SMALLINT,
    place       SMALLINT,
    UNIQUE (shelf, place)
);

-- A foreign key that keeps its parent. It stands apart from those that cascade: which of both comes first is the store's affair.
CREATE TABLE keepers (
    id          BIGINT PRIMARY KEY,
    thing_id    BIGINT REFERENCES things (id) ON DELETE RESTRICT,
    part_id     BIGINT REFERENCES parts (id)
);

-- A key that counts up.
CREATE TABLE logs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    level       SMALLINT NOT NULL DEFAULT 1,
    line        TEXT,
    noted_at    TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- What the database computes, what querent fills in and hides, a key to rows of the same table, and a key of which a part may be NULL.
CREATE TABLE notes (
    id          BIGINT PRIMARY KEY,
    about_id    BIGINT REFERENCES notes (id) ON DELETE CASCADE,
    stars       SMALLINT NOT NULL,
    weight      SMALLINT,
    total       INTEGER GENERATED ALWAYS AS (stars * 2 + weight) STORED,
    label       VARCHAR(4),
    loud        VARCHAR(8) GENERATED ALWAYS AS (coalesce(label, 'none')) STORED,
    secret      TEXT,                                       -- @hidden
    made_at     TIMESTAMP NOT NULL,                         -- @created
    changed_at  TIMESTAMP NOT NULL,                         -- @updated
    UNIQUE (label, stars),
    CHECK (stars <= 1000 OR weight IS NOT NULL)
);

-- A view.
CREATE VIEW cheap_things AS SELECT id, code, price, whole FROM things WHERE price < 10;
