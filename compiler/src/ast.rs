//! The query as it was written: names and spans, holes where something was wrong, nothing resolved.

use proc_macro2::{Literal as Token, Span, TokenStream};

/// A query, as far as it could be read.
#[derive(Debug, Clone)]
pub struct Query {
    /// `users` or `crate::schema::users`; the last name is the table's.
    pub table: Table,
    /// The verb; `None` when it is missing or unknown, which was reported.
    pub verb: Option<Verb>,
    /// What stands behind the verb before the clauses.
    pub body: Body,
    /// `as Type`.
    pub into: Option<Into>,
    /// The keyword `distinct`.
    pub distinct: Option<Span>,
    /// The keyword `all`.
    pub all: Option<Span>,
    /// `where …`.
    pub filter: Option<Clause<Expr>>,
    /// `order by …`.
    pub order: Option<Clause<Order>>,
    /// `take n`.
    pub take: Option<Clause<Expr>>,
    /// `skip n`.
    pub skip: Option<Clause<Expr>>,
    /// `returning …`.
    pub returning: Option<Clause<Projection>>,
}

/// A clause: its keyword and what follows.
#[derive(Debug, Clone)]
pub struct Clause<T> {
    pub keyword: Span,
    pub value: T,
}

/// The table with its path.
#[derive(Debug, Clone)]
pub struct Table {
    pub path: TokenStream,
    pub name: Name,
}

/// A name as written, `r#` taken off.
#[derive(Debug, Clone)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// A verb with its span. `find_many` is read as `Find`, and likewise other accepted spellings.
#[derive(Debug, Clone, Copy)]
pub struct Verb {
    pub kind: VerbKind,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerbKind {
    Find,
    FindFirst,
    Get,
    Count,
    Exists,
    Insert,
    InsertMany,
    Update,
    Delete,
    Upsert,
    Truncate,
}

/// What stands behind the verb.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    None,
    /// Something that could not be read, which was reported: silences what depends on the body.
    Hole,
    /// A projection of a reading verb, with or without `distinct` before it.
    Projection(Projection),
    /// `{ name: "A", age: 25 }` of `insert` or `update`.
    Fields(Fields),
    /// `{new}`, `{patch}`, `{rows}`: one Rust expression.
    Rust(Rust),
    /// `[{ … }, { … }]` of `insert_many`.
    Rows(Vec<Fields>),
    /// `create { … } update { … }` of `upsert`, which stand behind its `where`. One that is missing is `None`, and was not reported.
    Upsert { create: Option<Fields>, update: Option<Fields> },
}

/// `{ id, name, age + 1 as next }` or `*`.
#[derive(Debug, Clone)]
pub struct Projection {
    pub span: Span,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone)]
pub enum Item {
    Star(Span),
    Expr { expr: Expr, alias: Option<Name> },
}

/// `{ name: value, … }`. A name without a value, as in `{ name, age }`, is read as `name: {name}`; but the braces of `insert {new}` and
/// `update {patch}` with a single name and no comma hold a Rust expression ([`Body::Rust`]).
#[derive(Debug, Clone)]
pub struct Fields {
    pub span: Span,
    pub fields: Vec<Field>,
    /// A field could not be read, which was reported: silences complaints about fields that are missing.
    pub incomplete: bool,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: Name,
    pub value: Expr,
}

/// `as Type`.
#[derive(Debug, Clone)]
pub struct Into {
    pub span: Span,
    pub ty: TokenStream,
}

#[derive(Debug, Clone)]
pub enum Order {
    Keys(Vec<OrderKey>),
    /// `{value} { pattern => keys, … }`.
    Choice {
        value: Rust,
        arms: Vec<OrderArm>,
    },
}

#[derive(Debug, Clone)]
pub struct OrderArm {
    /// The pattern with its guard, as written.
    pub pattern: TokenStream,
    pub keys: Vec<OrderKey>,
}

#[derive(Debug, Clone)]
pub struct OrderKey {
    pub expr: Expr,
    pub descending: bool,
    pub nulls: Option<NullsFirst>,
}

/// `nulls first` or `nulls last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullsFirst {
    First,
    Last,
}

/// `{expression}`, and whether `?` follows.
#[derive(Debug, Clone)]
pub struct Rust {
    /// What stands between the braces, never empty.
    pub tokens: TokenStream,
    /// The braces.
    pub span: Span,
    /// The `?`.
    pub optional: Option<Span>,
}

/// An expression or a condition.
#[derive(Debug, Clone)]
pub struct Expr {
    pub kind: ExprKind,
    /// The smallest token that stands for the whole: an operator, a name, a literal.
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Something that could not be read, which was reported: silences what depends on it (a clause or an item of a projection too).
    Hole,
    /// `age`, `author.name`.
    Path(Vec<Name>),
    /// A Rust literal, with its sign if it has one.
    Literal {
        negative: bool,
        token: Token,
    },
    Boolean(bool),
    Null,
    Rust(Rust),
    Negate(Box<Expr>),
    Not(Box<Expr>),
    /// `span` of the expression is the operator's.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `is null`, `is not null`.
    IsNull {
        value: Box<Expr>,
        negated: bool,
    },
    /// `is {x}`, `is not {x}`.
    Is {
        value: Box<Expr>,
        other: Box<Expr>,
        negated: bool,
    },
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    /// `in (a, b)`.
    In {
        value: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    /// `in {list}`.
    InRust {
        value: Box<Expr>,
        list: Rust,
        negated: bool,
    },
    Match {
        how: Match,
        value: Box<Expr>,
        pattern: Box<Expr>,
        negated: bool,
    },
    /// `lower(name)`.
    Call {
        name: Name,
        args: Vec<Expr>,
    },
    Case {
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Like,
    ILike,
    StartsWith,
    EndsWith,
    Contains,
}
