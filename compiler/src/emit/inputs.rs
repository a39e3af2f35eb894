//! What stands in braces → the parameters of the query, each expression evaluated once and in order.

use super::bind::bind_is_limited;
use super::names::{generated, ident, moved_to, operand, tokens};
use super::rows::{rows_filled, rows_instant};
use super::taken::{Taken, taken};
use super::trees::Trees;
use super::types::{MODULE, types_of, types_tokens};
use crate::plan::{Bind, Bound, Input, ParamId, Query};
use proc_macro2::{Delimiter, Literal, Span, TokenStream, TokenTree};
use querent_schema::{Schema, Table, Type};
use quote::{quote, quote_spanned};

/// The values of a query.
pub(super) enum Inputs {
    /// Expressions with commas between them, of which each is one parameter.
    Values(TokenStream),
    /// An expression that makes the `Params`.
    Params(TokenStream),
}

/// What the parameters of a query are made with.
struct Maker<'q> {
    table: &'q Table,
    module: &'q TokenStream,
    /// The same as trees.
    path: Vec<TokenTree>,
    /// How those of the parameters are taken that need not be values.
    taken: Vec<(ParamId, Taken)>,
}

/// The values that a query is given.
pub(super) fn inputs(query: &Query, schema: &Schema) -> Inputs {
    let maker = Maker {
        table: &schema.tables[query.table],
        module: &query.module,
        path: query.module.clone().into_iter().collect(),
        taken: taken(query, &schema.tables[query.table]),
    };
    if query.inputs.iter().all(inputs_is_one_value) {
        let mut values = Trees::at(Span::call_site());
        for input in &query.inputs {
            values = values.then(maker.one(input)).operator(",");
        }
        return Inputs::Values(values.into());
    }
    Inputs::Params(inputs_pushed(query, &maker))
}

/// Whether the input is made without looking at others.
fn inputs_is_one_value(input: &Input) -> bool {
    !matches!(input.bind, Bind::New | Bind::Patch | Bind::PrefixEnd { .. } | Bind::Now { .. })
}

/// The general form: parameters are added one after the other.
fn inputs_pushed(query: &Query, inputs: &Maker<'_>) -> TokenStream {
    let here = Span::mixed_site();
    let (params, now) = (ident("params", here), ident("now", here));
    let steps = query.inputs.iter().map(|input| match &input.bind {
        Bind::New => inputs.all_of(input, "New", &params),
        Bind::Patch => inputs.all_of(input, "Patch", &params),
        Bind::PrefixEnd { of } => quote!(#params.push_prefix_end(#of);),
        Bind::Now { of } => {
            let method = ident(rows_instant(&of.ty), here);
            let value = quote!(#now.#method());
            quote!(#params.push(#value);)
        }
        _ => {
            let value = inputs.one(input);
            quote!(#params.push(#value);)
        }
    });
    let instant = query.inputs.iter().any(|input| matches!(input.bind, Bind::Now { .. }));
    let instant = instant.then(|| quote!(let #now = ::querent::__private::Instant::now();));
    quote!({
        let mut #params = ::querent::__private::Params::new();
        #instant
        #(#steps)*
        #params
    })
}

impl Maker<'_> {
    /// The parameter of an input that gives one.
    fn one(&self, input: &Input) -> TokenStream {
        let (span, value) = (generated(input.span), operand(input.span, &input.tokens));
        let param = match &input.bind {
            Bind::Value { of } | Bind::Nullable { of } => {
                self.to_param(span, of, self.taken(input), Trees::at(span).operator("&").then(value))
            }
            Bind::Optional { of } => {
                let each = self.each(span, of, Taken::Needed);
                quote_spanned!(span => ::querent::__private::OptionalValue::or_absent(&#value, #each))
            }
            Bind::List { of } => {
                inputs_list(span, ["querent_list", "ListParam"], &value, &self.each(span, of, Taken::Listed))
            }
            Bind::OptionalList { of } => inputs_list(
                span,
                ["querent_list_or_absent", "OptionalListParam"],
                &value,
                &self.each(span, of, Taken::Listed),
            ),
            Bind::Count => quote_spanned!(span => ::querent::__private::RowCount::to_param(&#value)),
            Bind::Choice { patterns } => inputs_choice(span, &value, patterns),
            Bind::Generate { filled, of } => tokens(&rows_filled(*filled, &of.ty)),
            Bind::New | Bind::Patch | Bind::PrefixEnd { .. } | Bind::Now { .. } => {
                unreachable!("inputs_is_one_value leaves these to inputs_pushed")
            }
        };
        if input.pattern { quote_spanned!(span => ::querent::__private::pattern(#param)) } else { param }
    }

    /// How a value is taken.
    fn taken(&self, input: &Input) -> Taken {
        let place = self.taken.iter().find(|(param, _)| *param == input.first);
        let place = place.map_or(Taken::Needed, |(_, taken)| *taken);
        match &input.bind {
            Bind::Nullable { .. } if place.is_stored() => Taken::StoredOrNull,
            Bind::Nullable { .. } => Taken::OrNull,
            _ => place,
        }
    }

    /// A closure over the values of a list or an option: rustc then reports a wrong type once, and at the braces.
    fn each(&self, span: Span, of: &Bound, taken: Taken) -> TokenStream {
        let value = ident("value", span);
        let param = self.to_param(span, of, taken, Trees::at(span).then([value.clone().into()]));
        quote_spanned!(span => |#value| #param)
    }

    /// The conversion of a value, by the trait of its column or of its type.
    fn to_param(&self, span: Span, of: &Bound, taken: Taken, value: Trees) -> TokenStream {
        let inside = || Trees::at(span).moved(&self.path).operator("::");
        let braces = Trees::at(span).operator("<").then(inside().word("__Braces")).word("as");
        let bound = match of.column {
            Some(column) => {
                let column = &self.table.columns[column];
                let method = if taken.is_stored() && bind_is_limited(column) { "stored" } else { "value" };
                let place = braces.then(inside().word("bind")).operator("::").name(&column.rust_name);
                let place = place.operator("<").word("_").operator(",").word("_").operator(">");
                place.operator(">").operator("::").word(method)
            }
            None => {
                let operand = inputs_operand(span, &of.ty, &moved_to(span, self.module));
                let place = quote_spanned!(span => ::querent::__private::operand::#operand);
                braces.then(place).operator(">").operator("::").word("value")
            }
        };
        let how = inside().word(taken.taker()).operator("::").word(taken.method());
        how.group(Delimiter::Parenthesis, bound.group(Delimiter::Parenthesis, value)).into()
    }

    /// All fields of a `New` or a `Patch`.
    fn all_of(&self, input: &Input, name: &str, params: &proc_macro2::Ident) -> TokenStream {
        let (span, value) = (generated(input.span), operand(input.span, &input.tokens));
        let (module, name) = (moved_to(span, self.module), ident(name, span));
        quote_spanned!(span => <::querent::__private::Braces as ::querent::__private::TakesRow<#module::#name, _>>::push_to(&#value, &mut #params);)
    }
}

/// The trait by which a value is bound to something of this type.
fn inputs_operand(span: Span, ty: &Type, module: &TokenStream) -> TokenStream {
    if let Type::Enum(_) = ty {
        let rust = moved_to(span, &types_tokens(&types_of(ty, MODULE).rust, module));
        return quote_spanned!(span => Enum<#rust, _, _>);
    }
    let name = ident(ty.marker_name(), span);
    quote_spanned!(span => #name<_, _>)
}

fn inputs_list(span: Span, names: [&str; 2], value: &TokenStream, each: &TokenStream) -> TokenStream {
    let [method, taker] = names.map(|name| ident(name, span));
    quote_spanned!(span => {
        #[allow(unused_imports)]
        use ::querent::__private::{
            IteratorList as _, NotAList as _, OptionAsList as _, OptionalIterator as _, OptionalReference as _, OptionalSlice as _, ReferenceList as _,
        };
        ::querent::__private::#taker::param(#value.#method(#each))
    })
}

fn inputs_choice(span: Span, value: &TokenStream, patterns: &[(TokenStream, Span)]) -> TokenStream {
    let arms = patterns.iter().zip(0_u16..).map(|((pattern, end), arm)| {
        // rustc shows where an arm that is missing could stand: behind the keys of this one.
        let mut arm = Literal::u16_suffixed(arm);
        arm.set_span(*end);
        quote!(#pattern => #arm)
    });
    quote_spanned!(span => ::querent::__private::choice(match #value { #(#arms,)* }))
}
