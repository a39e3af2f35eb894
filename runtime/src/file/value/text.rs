//! A text that a row holds: a short one within itself, so that reading the row meets no other memory.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

/// So many bytes need no memory of their own: a value is as large without them.
const SHORT: usize = 22;

/// A text.
#[derive(Clone)]
pub(crate) struct Text(Form);

#[derive(Clone)]
enum Form {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Box<str>),
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(own), Ok(length)) => {
                own.copy_from_slice(text.as_bytes());
                Text(Form::Short { length, bytes })
            }
            _ => Text(Form::Long(text.into())),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        if text.len() > SHORT { Text(Form::Long(text.into())) } else { text.as_str().into() }
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        match &self.0 {
            // SAFETY: these bytes were copied from a text of this length, and nothing else makes or changes them.
            Form::Short { length, bytes } => unsafe { str::from_utf8_unchecked(&bytes[..usize::from(*length)]) },
            Form::Long(text) => text,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::value::Value;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_no_larger_for_its_short_texts() {
        assert_eq!(size_of::<Text>(), 24);
        assert_eq!(size_of::<Value>(), 24);
        let is_short = |text: &str| matches!(Text::from(text).0, Form::Short { .. });
        assert!(
            is_short("")
                && is_short(&"x".repeat(SHORT))
                && !is_short(&"x".repeat(SHORT + 1))
                && !is_short(&"x".repeat(300))
        );
    }

    proptest! {
        #[test]
        fn a_text_is_what_it_was_made_from(one in ".{0,30}", other in ".{0,30}") {
            for text in [Text::from(one.as_str()), Text::from(one.clone())] {
                prop_assert_eq!(&*text, &one);
                prop_assert_eq!(&text.clone(), &text);
                prop_assert_eq!(text.cmp(&Text::from(other.as_str())), one.cmp(&other));
            }
        }
    }
}
