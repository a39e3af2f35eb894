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
    /// `for update`.
    pub lock: Option<Clause<Lock>>,
    /// `returning …`.
    pub returning: Option<Clause<Projection>>,
}

/// A clause: its keyword and what follows.
#[derive(Debug, Clone)]
pub struct Clause<T> {
    /// The keyword; of two words, the first.
    pub keyword: Span,
    /// What stands behind it.
    pub value: T,
}

/// The table with its path.
#[derive(Debug, Clone)]
pub struct Table {
    /// The path of its module as written.
    pub path: TokenStream,
    /// The last name of the path.
    pub name: Name,
}

/// A name as written, `r#` taken off.
#[derive(Debug, Clone)]
pub struct Name {
    /// Without `r#`.
    pub text: String,
    /// The identifier.
    pub span: Span,
}

/// A verb with its span. `find_many` is read as `Find`, and likewise other accepted spellings.
#[derive(Debug, Clone, Copy)]
pub struct Verb {
    /// What is to be done.
    pub kind: VerbKind,
    /// The word.
    pub span: Span,
}

/// What a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerbKind {
    /// `find`, `find_many`.
    Find,
    /// `find_first`.
    FindFirst,
    /// `get`.
    Get,
    /// `count`.
    Count,
    /// `exists`.
    Exists,
    /// `insert`.
    Insert,
    /// `insert_many`.
    InsertMany,
    /// `update`.
    Update,
    /// `delete`.
    Delete,
    /// `upsert`.
    Upsert,
    /// `truncate`.
    Truncate,
}

impl VerbKind {
    /// The clauses that it takes.
    pub fn clauses(self) -> &'static [&'static str] {
        match self {
            VerbKind::Find => &["as", "distinct", "where", "order by", "take", "skip", "for update"],
            VerbKind::FindFirst => &["as", "distinct", "where", "order by", "skip", "for update"],
            VerbKind::Get => &["as", "where", "for update"],
            VerbKind::Count | VerbKind::Exists => &["where"],
            VerbKind::Insert | VerbKind::InsertMany => &["returning", "as"],
            VerbKind::Update | VerbKind::Delete => &["where", "all", "returning", "as"],
            VerbKind::Upsert => &["where", "returning", "as"],
            VerbKind::Truncate => &[],
        }
    }
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
    Upsert {
        /// What is inserted.
        create: Option<Fields>,
        /// What is changed where the key is taken.
        update: Option<Fields>,
    },
}

/// `{ id, name, age + 1 as next }` or `*`.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The braces, or the `*`.
    pub span: Span,
    /// What is read, in the order as written.
    pub items: Vec<Item>,
}

/// One item of a projection.
#[derive(Debug, Clone)]
pub enum Item {
    /// `*`.
    Star(Span),
    /// `age + 1 as next`.
    Expr {
        /// What is read.
        expr: Expr,
        /// The name behind `as`.
        alias: Option<Name>,
    },
}

/// `{ name: value, … }`. A name without a value, as in `{ name, age }`, is read as `name: {name}`; but the braces of `insert {new}` and
/// `update {patch}` with a single name and no comma hold a Rust expression ([`Body::Rust`]).
#[derive(Debug, Clone)]
pub struct Fields {
    /// The braces.
    pub span: Span,
    /// In the order as written; a name may stand twice.
    pub fields: Vec<Field>,
    /// A field could not be read, which was reported: silences complaints about fields that are missing.
    pub incomplete: bool,
}

/// `name: value`.
#[derive(Debug, Clone)]
pub struct Field {
    /// The column.
    pub name: Name,
    /// What it is set to.
    pub value: Expr,
}

/// `as Type`.
#[derive(Debug, Clone)]
pub struct Into {
    /// The first token of the type.
    pub span: Span,
    /// The path of the type, with its arguments.
    pub ty: TokenStream,
}

/// What `for update` does about a row that another transaction has locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// It waits: `for update` alone.
    Wait,
    /// `for update skip locked`: it leaves the row out.
    SkipLocked,
    /// `for update nowait`: it fails.
    Nowait,
}

/// The order of rows.
#[derive(Debug, Clone)]
pub enum Order {
    /// `name desc, id`; at least one.
    Keys(Vec<OrderKey>),
    /// `{value} { pattern => keys, … }`.
    Choice {
        /// The value that is matched.
        value: Rust,
        /// At least one.
        arms: Vec<OrderArm>,
    },
}

/// `pattern => keys`.
#[derive(Debug, Clone)]
pub struct OrderArm {
    /// The pattern with its guard, as written.
    pub pattern: TokenStream,
    /// At least one.
    pub keys: Vec<OrderKey>,
    /// Its last token.
    pub end: Span,
}

/// `name desc nulls last`.
#[derive(Debug, Clone)]
pub struct OrderKey {
    /// What is sorted by.
    pub expr: Expr,
    /// Whether `desc` follows.
    pub descending: bool,
    /// `nulls first`, `nulls last`, or nothing.
    pub nulls: Option<NullsFirst>,
}

/// `nulls first` or `nulls last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullsFirst {
    /// `nulls first`.
    First,
    /// `nulls last`.
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
    /// What it is.
    pub kind: ExprKind,
    /// The smallest token that stands for the whole: an operator, a name, a literal.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Something that could not be read, which was reported: silences what depends on it (a clause or an item of a projection too).
    Hole,
    /// A literal that is the whole condition, without `where`; that is wrong, and was not reported.
    Alone(Token),
    /// `age`, `author.name`.
    Path(Vec<Name>),
    /// A Rust literal, with its sign if it has one.
    Literal {
        /// Whether `-` stands before it: numbers only.
        negative: bool,
        /// A number without a suffix, a text or bytes.
        token: Token,
    },
    /// `true`, `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// `{value}`, `{value}?`.
    Rust(Rust),
    /// `-age`.
    Negate(Box<Expr>),
    /// `not active`.
    Not(Box<Expr>),
    /// `span` of the expression is the operator's.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `is null`, `is not null`.
    IsNull {
        /// What is tested.
        value: Box<Expr>,
        /// Whether it is written with `not`.
        negated: bool,
    },
    /// `is {x}`, `is not {x}`.
    Is {
        /// What is tested.
        value: Box<Expr>,
        /// What it is compared with.
        other: Box<Expr>,
        /// Whether it is written with `not`.
        negated: bool,
    },
    /// `between low and high`.
    Between {
        /// What is tested.
        value: Box<Expr>,
        /// The least that matches.
        low: Box<Expr>,
        /// The greatest that matches.
        high: Box<Expr>,
        /// Whether it is written with `not`.
        negated: bool,
    },
    /// `in (a, b)`.
    In {
        /// What is tested.
        value: Box<Expr>,
        /// At least one.
        list: Vec<Expr>,
        /// Whether it is written with `not`.
        negated: bool,
    },
    /// `in {list}`.
    InRust {
        /// What is tested.
        value: Box<Expr>,
        /// The braces with the list.
        list: Rust,
        /// Whether it is written with `not`.
        negated: bool,
    },
    /// `like`, `starts_with` and the others of [`Match`].
    Match {
        /// Which of them.
        how: Match,
        /// What is tested.
        value: Box<Expr>,
        /// What is looked for.
        pattern: Box<Expr>,
        /// Whether it is written with `not`.
        negated: bool,
    },
    /// `lower(name)`.
    Call {
        /// The function, known or not.
        name: Name,
        /// What stands in the parentheses.
        args: Vec<Expr>,
    },
    /// `case when c then v … else e end`.
    Case {
        /// Conditions with their values; at least one.
        arms: Vec<(Expr, Expr)>,
        /// What stands behind `else`.
        otherwise: Option<Box<Expr>>,
    },
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `=`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Remainder,
}

/// A comparison of a text, or of a JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// `like`.
    Like,
    /// `ilike`.
    ILike,
    /// `starts_with`.
    StartsWith,
    /// `ends_with`.
    EndsWith,
    /// `contains`.
    Contains,
}
