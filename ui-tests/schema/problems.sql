CREATE TABLE users (
    id   INTEGER PRIMARY KEY,
    name TXET NOT NULL,
    id   TEXT,
    team INTEGER REFERENCES teams (id)
);
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
