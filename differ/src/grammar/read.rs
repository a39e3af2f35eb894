//! `find`, `find_first`, `get`, `count`, `exists` with their clauses.

use super::condition::has_order;
use super::expression::Typed;
use super::{Grammar, column_name, is_counted, kind_of};
use crate::tree::{Kind, Tree, optional, row, text};
use querent_schema::Column;

/// What is selected: the fields that can be put in order, by their names.
struct Selected {
    tree: Tree,
    fields: Vec<String>,
}

impl Grammar<'_> {
    pub(super) fn read(&mut self) -> Tree {
        let verb = match self.random.below(20) {
            0..=11 => return self.find(".find"),
            12 => return self.find(".find_many"),
            13 => return self.find(".find_first"),
            14 if !self.table.primary_key.is_empty() => return self.get(),
            15 | 16 => ".exists",
            _ => ".count",
        };
        let filter = self.filter();
        row([self.module(), text(verb), filter])
    }

    fn get(&mut self) -> Tree {
        let keys: Vec<&[usize]> = self.table.keys().collect();
        let key = *self.random.pick(&keys);
        let selected = self.projection(false);
        let pinned = self.key_pinned(key);
        let more = optional(row([text(" and ("), self.condition(1), text(")")]));
        let lock = self.lock();
        row([self.module(), text(".get"), selected.tree, text(" where "), pinned, more, lock])
    }

    fn find(&mut self, verb: &'static str) -> Tree {
        let distinct = self.random.chance(12);
        let selected = match distinct || self.random.chance(70) {
            true => self.projection(distinct),
            false => Selected { tree: text(""), fields: Vec::new() },
        };
        let mut clauses = vec![self.filter(), self.order(distinct, &selected.fields)];
        if verb != ".find_first" && self.random.chance(25) {
            clauses.push(self.count_of_rows(" take "));
        }
        if self.random.chance(15) {
            clauses.push(self.count_of_rows(" skip "));
        }
        if !distinct {
            clauses.push(self.lock());
        }
        self.random.shuffle(&mut clauses);
        let distinct = if distinct { optional(text(" distinct")) } else { text("") };
        row([self.module(), text(verb), distinct, selected.tree, Tree::Row(clauses)])
    }

    /// ` for update …`, or nothing; a view has no rows that could be locked.
    fn lock(&mut self) -> Tree {
        if self.table.view.is_some() || !self.random.chance(6) {
            return text("");
        }
        optional(text(*self.random.pick(&[" for update", " for update skip locked", " for update nowait"])))
    }

    /// ` where …`, or nothing.
    fn filter(&mut self) -> Tree {
        if self.random.chance(20) {
            return text("");
        }
        self.droppable = true;
        let condition = self.condition(3);
        self.droppable = false;
        optional(row([text(" where "), condition]))
    }

    fn count_of_rows(&mut self, keyword: &'static str) -> Tree {
        let count = match self.random.chance(60) {
            true => self.braces(),
            false => text(self.random.below(5).to_string()),
        };
        optional(row([text(keyword), count]))
    }

    /// ` { … }`. Documents are left out where rows are told apart.
    fn projection(&mut self, comparable: bool) -> Selected {
        let mut columns: Vec<&Column> = self.table.columns.iter().filter(|column| !is_counted(column)).collect();
        columns.retain(|column| !comparable || kind_of(&column.ty) != Kind::Json);
        self.random.shuffle(&mut columns);
        let (mut items, mut fields) = (Vec::new(), Vec::new());
        for place in 0..1 + self.random.below(4) {
            if self.random.chance(55) {
                let Some(column) = columns.pop() else { continue };
                items.push(text(column_name(column)));
                if kind_of(&column.ty) != Kind::Json {
                    fields.push(column_name(column));
                }
            } else {
                let kind = self.kind(|kind| kind != Kind::Json);
                self.clock = false;
                let value = self.value(kind, 3, Typed::Itself);
                self.clock = true;
                items.push(row([value, text(format!(" as f{place}"))]));
                fields.push(format!("f{place}"));
            }
        }
        if items.is_empty() {
            items.extend(columns.pop().map(|column| text(column_name(column))));
        }
        if !comparable && !self.table.primary_key.is_empty() && self.random.chance(4) && !self.has_counted() {
            items = vec![text("*"), row([text("1 + "), self.value(Kind::Integer, 1, Typed::Itself), text(" as f9")])];
            fields = vec!["f9".to_owned()];
        }
        let list = Tree::List { separator: ", ", least: 1, items };
        Selected { tree: row([text(" { "), list, text(" }")]), fields }
    }

    fn has_counted(&self) -> bool {
        self.table.columns.iter().any(is_counted)
    }

    /// ` order by …`, or nothing.
    fn order(&mut self, distinct: bool, fields: &[String]) -> Tree {
        if self.random.chance(35) || distinct && fields.is_empty() {
            return text("");
        }
        if self.random.chance(10) {
            let choice = self.braces();
            let (first, second) = (self.order_keys(distinct, fields), self.order_keys(distinct, fields));
            return optional(row([
                text(" order by "),
                choice,
                text(" { 0 => "),
                first,
                text(", _ => "),
                second,
                text(" }"),
            ]));
        }
        let words = *self.random.pick(&[" order by ", " orderBy ", " order_by ", " order by "]);
        optional(row([text(words), self.order_keys(distinct, fields)]))
    }

    fn order_keys(&mut self, distinct: bool, fields: &[String]) -> Tree {
        let mut keys: Vec<Tree> = Vec::new();
        for _ in 0..1 + self.random.below(2) {
            let key = match !fields.is_empty() && (distinct || self.random.chance(40)) {
                true => text(self.random.pick(fields).clone()),
                false => self.order_value(),
            };
            keys.push(self.order_key(key));
        }
        if !distinct && self.random.chance(65) {
            let key = self.table.primary_key.iter().map(|column| text(column_name(&self.table.columns[*column])));
            keys.extend(key.collect::<Vec<_>>());
        }
        Tree::List { separator: ", ", least: 1, items: keys }
    }

    fn order_value(&mut self) -> Tree {
        self.clock = false;
        let kind = self.kind(|kind| has_order(kind) || kind != Kind::Json);
        let depth = self.random.below(3);
        let value = self.value(kind, depth, Typed::Itself);
        self.clock = true;
        value
    }

    fn order_key(&mut self, key: Tree) -> Tree {
        let direction = *self.random.pick(&["", "", " desc", " asc"]);
        let nulls = *self.random.pick(&["", "", " nulls first", " nulls last"]);
        row([key, text(direction), optional(text(nulls))])
    }
}
