//! Tokens → [`Spots`]: the head, and which clause stands where.

use super::{Kind, List, Place, Spot, Spots};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use querent_schema::Table;

/// What is known while a query is scanned.
pub(super) struct Scanner<'s> {
    table: Option<&'s Table>,
    pub(super) kind: Kind,
    spots: Vec<Spot>,
}

/// A list of trees, and where in it the scanner stands.
pub(super) struct Trees {
    trees: Vec<TokenTree>,
    position: usize,
}

/// The spots of a query. `tables` finds a table by its Rust name.
pub fn scan<'s>(tokens: TokenStream, tables: impl Fn(&str) -> Option<&'s Table>) -> Spots {
    let mut scanner = Scanner { table: None, kind: Kind::Reading, spots: Vec::new() };
    let mut trees = Trees::new(tokens);
    let table = scanner.head(&mut trees, tables);
    scanner.clauses(&mut trees);
    Spots { table, spots: scanner.spots }
}

impl Trees {
    pub(super) fn new(tokens: TokenStream) -> Self {
        Trees { trees: trees_flatten(tokens), position: 0 }
    }

    pub(super) fn next(&mut self) -> Option<TokenTree> {
        let tree = self.trees.get(self.position).cloned();
        if tree.is_some() {
            self.position += 1;
        }
        tree
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.trees.get(self.position)
    }

    /// Reads a bracket of this kind if it is next.
    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<TokenStream> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let stream = group.stream();
                self.position += 1;
                Some(stream)
            }
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
    }

    /// Reads this sign if it is next.
    pub(super) fn sign(&mut self, sign: char) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.position += 1;
        }
        found
    }
}

/// Without the invisible brackets that a `macro_rules!` puts around what it was given.
fn trees_flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                trees.extend(trees_flatten(group.stream()))
            }
            _ => trees.push(tree),
        }
    }
    trees
}

/// A word without case and underscores: `orderBy`, `order_by` and `ORDER BY` begin the same clause. A raw name is no word.
pub(super) fn folded(ident: &Ident) -> String {
    ident.to_string().chars().filter(|character| *character != '_').flat_map(char::to_lowercase).collect()
}

/// The clause that a word begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    Condition,
    /// `order` or `group`, with `by` behind it.
    By,
    Keys,
    Count,
    Returning,
    Type,
    Fields,
    /// `for`, with `update` behind it.
    For,
    /// `for_update`, with `skip locked` or `nowait` behind it.
    Lock,
    /// Nothing follows.
    Alone,
}

/// The words with which clauses begin, without case and underscores.
const CLAUSES: [(&str, Clause); 17] = [
    ("where", Clause::Condition),
    ("having", Clause::Condition),
    ("order", Clause::By),
    ("orderby", Clause::Keys),
    ("group", Clause::By),
    ("groupby", Clause::Keys),
    ("take", Clause::Count),
    ("limit", Clause::Count),
    ("skip", Clause::Count),
    ("offset", Clause::Count),
    ("after", Clause::Count),
    ("returning", Clause::Returning),
    ("as", Clause::Type),
    ("for", Clause::For),
    ("forupdate", Clause::Lock),
    ("distinct", Clause::Alone),
    ("all", Clause::Alone),
];
/// The same for `upsert` only.
const UPSERT: [(&str, Clause); 2] = [("create", Clause::Fields), ("update", Clause::Fields)];

impl Scanner<'_> {
    /// The clause that a word begins where one may stand.
    pub(super) fn clause_of(&self, word: &Ident) -> Option<Clause> {
        let upsert: &[_] = if self.kind == Kind::Upserting { &UPSERT } else { &[] };
        let word = folded(word);
        CLAUSES.iter().chain(upsert).find(|(name, _)| *name == word).map(|(_, clause)| *clause)
    }

    pub(super) fn is_column(&self, name: &Ident) -> bool {
        let name = name.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        self.table.is_some_and(|table| table.column_by_rust_name(name).is_some())
    }

    pub(super) fn spot(&mut self, place: Place, name: Option<Ident>) {
        self.spots.push(Spot { place, name });
    }

    pub(super) fn listed(&mut self, list: List, name: Option<Ident>) {
        self.spot(Place::Listed(list), name);
    }

    pub(super) fn rust(&mut self, tokens: TokenStream) {
        self.spot(Place::Rust(tokens), None);
    }
}

impl<'s> Scanner<'s> {
    /// Reads the path of the table, which is returned, and the verb.
    fn head(&mut self, trees: &mut Trees, tables: impl Fn(&str) -> Option<&'s Table>) -> TokenStream {
        let mut path = TokenStream::new();
        let colons = |trees: &mut Trees, path: &mut TokenStream| {
            let is_colon = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ':');
            let colons = trees.peek().is_some_and(is_colon);
            while trees.peek().is_some_and(is_colon) {
                path.extend(trees.next());
            }
            colons
        };
        colons(trees, &mut path);
        loop {
            let before = path.clone();
            let name = trees_ident(trees);
            self.spot(Place::Table { before }, name.clone());
            let Some(name) = name else { break };
            self.table = tables(name.to_string().trim_start_matches("r#"));
            path.extend([TokenTree::Ident(name)]);
            if !colons(trees, &mut path) {
                break;
            }
        }
        // No word stands before the `.`.
        while trees_ident(trees).is_some() {}
        if trees.sign('.') {
            let verb = trees_ident(trees);
            self.kind = verb.as_ref().map_or(Kind::Reading, kind);
            self.listed(List::Verbs, verb);
        }
        path
    }
}

impl Scanner<'_> {
    /// Reads what stands behind the verb.
    fn clauses(&mut self, trees: &mut Trees) {
        loop {
            let word = trees_ident(trees);
            self.listed(List::Clauses(self.kind), word.clone());
            match word {
                Some(word) => {
                    let mut next = self.clause_of(&word);
                    while let Some(clause) = next {
                        next = self.clause(clause, trees);
                    }
                }
                None => match trees.next() {
                    Some(TokenTree::Group(group)) => self.body(&group),
                    Some(_) => {}
                    None => return,
                },
            }
        }
    }

    fn body(&mut self, group: &proc_macro2::Group) {
        let tokens = group.stream();
        match (self.kind, group.delimiter()) {
            (Kind::Inserting, Delimiter::Bracket) => self.rows(tokens),
            (Kind::Inserting | Kind::Changing | Kind::Upserting, Delimiter::Brace) => self.fields(tokens),
            _ => self.items(tokens),
        }
    }

    /// Reads a clause whose keyword was read. The clause whose keyword ended it, which was read too, is returned.
    fn clause(&mut self, clause: Clause, trees: &mut Trees) -> Option<Clause> {
        if matches!(clause, Clause::Count | Clause::Returning | Clause::Fields) {
            self.pass_names(trees);
        }
        match clause {
            Clause::Condition => return self.expression(trees, List::BehindOperand(self.kind)),
            Clause::By => {
                let by = trees_ident(trees);
                self.listed(List::By, by);
                return self.expression(trees, List::BehindKey);
            }
            Clause::Keys => return self.expression(trees, List::BehindKey),
            Clause::Count => match trees.group(Delimiter::Brace) {
                Some(tokens) => self.rust(tokens),
                None if matches!(trees.peek(), Some(TokenTree::Literal(_))) => {
                    trees.next();
                }
                None => {}
            },
            Clause::Returning => {
                if let Some(tokens) = trees.group(Delimiter::Brace) {
                    self.items(tokens);
                }
            }
            Clause::Type => self.type_path(trees),
            Clause::Fields => {
                if let Some(tokens) = trees.group(Delimiter::Brace) {
                    self.fields(tokens);
                }
            }
            Clause::For => {
                let update = trees_ident(trees);
                self.listed(List::BehindFor, update);
                return self.lock(trees);
            }
            Clause::Lock => return self.lock(trees),
            Clause::Alone => {}
        }
        None
    }

    /// Reads what stands behind `for update`, up to the word of a clause, whose clause is returned. That of `skip locked` looks like one.
    fn lock(&mut self, trees: &mut Trees) -> Option<Clause> {
        let word = trees_ident(trees);
        self.listed(List::BehindLock, word.clone());
        word.and_then(|word| self.clause_of(&word))
    }

    /// Passes over names where none stands.
    fn pass_names(&self, trees: &mut Trees) {
        while matches!(trees.peek(), Some(TokenTree::Ident(ident)) if self.clause_of(ident).is_none()) {
            trees.next();
        }
    }

    fn type_path(&mut self, trees: &mut Trees) {
        let mut before = TokenStream::new();
        loop {
            let name = trees_ident(trees);
            self.spot(Place::Type { before: before.clone() }, name.clone());
            before.extend(name.map(TokenTree::Ident));
            let mut goes_on = false;
            while matches!(trees.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':') {
                before.extend(trees.next());
                goes_on = true;
            }
            if !goes_on {
                return;
            }
        }
    }
}

/// The name that is next, which is read.
pub(super) fn trees_ident(trees: &mut Trees) -> Option<Ident> {
    match trees.peek() {
        Some(TokenTree::Ident(ident)) => {
            let ident = ident.clone();
            trees.position += 1;
            Some(ident)
        }
        _ => None,
    }
}

fn kind(verb: &Ident) -> Kind {
    match folded(verb).as_str() {
        "count" | "exists" => Kind::Counting,
        "insert" | "insertmany" | "create" => Kind::Inserting,
        "update" | "delete" => Kind::Changing,
        "upsert" => Kind::Upserting,
        _ => Kind::Reading,
    }
}
