CREATE TABLE users (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,      -- @hiden
    seen_at TIMESTAMP NOT NULL, -- @generate(now)
    secret  TEXT                -- @encrypted
);
