CREATE TABLE products (
    id    INTEGER PRIMARY KEY,
    price BIGINT NOT NULL, -- @type(Cents)
    tags  JSON,            -- @type(Vec<String>)
    color TEXT NOT NULL,   -- @type(crate::Color)
    gone  BIGINT           -- @type(crate::Nothing)
);
