//! JSON text ↔ its parts, one after the other, with nothing lost: numbers stay the digits that they are.

use std::borrow::Cow;

/// How deep a document may be, as serde_json has it.
const DEEPEST: usize = 127;

/// What is wrong with a text, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) what: String,
}

/// A place in a text.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Reader { text, at: 0 }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault { at: self.at, what: what.into() }
    }

    /// What comes next, behind blanks; 0 at the end.
    #[inline]
    pub(crate) fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    /// Goes behind this character where it is the next.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    /// Goes behind a text where it is the next, just so.
    #[inline]
    pub(crate) fn skip(&mut self, text: &str) -> bool {
        let is_next = self.text.as_bytes()[self.at..].starts_with(text.as_bytes());
        self.at += if is_next { text.len() } else { 0 };
        is_next
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.take(byte) { Ok(()) } else { Err(self.unexpected(byte)) }
    }

    #[cold]
    fn unexpected(&self, byte: u8) -> Fault {
        let found = match self.text[self.at..].chars().next() {
            Some(found) => format!("`{found}`"),
            None => "the end".to_owned(),
        };
        self.fault(format!("`{}` is expected, and here is {found}", char::from(byte)))
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        if self.peek() == 0 { Ok(()) } else { Err(self.fault("nothing more is expected here")) }
    }

    /// The members of an object: for each, its name and the place of its value, which must be read.
    pub(crate) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'t, str>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.members(|reader| {
            let name = reader.name()?;
            member(reader, name)
        })
    }

    /// The name of a member, behind which its value stands.
    pub(crate) fn name(&mut self) -> Result<Cow<'t, str>, Fault> {
        let name = self.string()?;
        self.expect(b':')?;
        Ok(name)
    }

    /// The members of an object, each of which must be read, name and value.
    pub(crate) fn members(&mut self, mut member: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            member(self)?;
            if !self.take(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// The elements of an array, each of which must be read.
    pub(crate) fn array(&mut self, mut element: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            if !self.take(b',') {
                return self.expect(b']');
            }
        }
    }

    /// A text.
    pub(crate) fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        self.expect(b'"')?;
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = plain_length(rest);
        if length == rest.len() {
            return Err(self.fault("a text has no end"));
        }
        self.at += length;
        if rest[length] == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..start + length]));
        }
        self.escaped(self.text[start..start + length].to_owned()).map(Cow::Owned)
    }

    fn escaped(&mut self, mut read: String) -> Result<String, Fault> {
        loop {
            let Some(next) = self.text[self.at..].chars().next() else {
                return Err(self.fault("a text has no end"));
            };
            match next {
                '"' => {
                    self.at += 1;
                    return Ok(read);
                }
                '\\' => read.push(self.escape()?),
                '\0'..='\u{1f}' => return Err(self.fault("a text ends in the line where it begins: write `\\n`")),
                other => {
                    self.at += other.len_utf8();
                    read.push(other);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let fault = self.fault("what stands behind this `\\` is no escape of JSON");
        let letter = self.text.as_bytes().get(self.at + 1).copied().unwrap_or(0);
        self.at += 2;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hexadecimal().ok_or_else(|| fault.clone())?;
                let is_high = (0xD800..0xDC00).contains(&first);
                let code = if is_high && self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let second = self.hexadecimal().filter(|code| (0xDC00..0xE000).contains(code));
                    0x1_0000 + ((first - 0xD800) << 10) + (second.ok_or_else(|| fault.clone())? - 0xDC00)
                } else {
                    first
                };
                char::from_u32(code).ok_or(fault)?
            }
            _ => return Err(fault),
        })
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    }

    /// A number, `true`, `false` or `null`, as it is written.
    pub(crate) fn word(&mut self) -> Result<&'t str, Fault> {
        self.peek();
        let rest = &self.text.as_bytes()[self.at..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.fault("a value is expected here"));
        }
        let word = &self.text[self.at..self.at + length];
        self.at += length;
        Ok(word)
    }

    /// A number without a fraction.
    pub(crate) fn whole<T: std::str::FromStr>(&mut self) -> Result<T, Fault> {
        self.peek();
        let fault = self.fault("a whole number is expected here");
        self.word()?.parse().map_err(|_| fault)
    }

    /// A document that is right to its last character, as it is written.
    pub(crate) fn document(&mut self) -> Result<&'t str, Fault> {
        self.peek();
        let start = self.at;
        self.value(0)?;
        Ok(&self.text[start..self.at])
    }

    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(self.fault(format!("a document is at most {DEEPEST} deep")));
        }
        match self.peek() {
            b'{' => self.object(|reader, _| reader.value(depth + 1)),
            b'[' => self.array(|reader| reader.value(depth + 1)),
            b'"' => self.string().map(drop),
            _ => {
                let fault = self.fault("this is no value of JSON");
                let word = self.word()?;
                let is_right = matches!(word, "true" | "false" | "null") || is_number(word);
                if is_right { Ok(()) } else { Err(fault) }
            }
        }
    }

    /// Any value, as it is written. Whether it is right inside is not looked at.
    pub(crate) fn raw(&mut self) -> Result<&'t str, Fault> {
        let next = self.peek();
        let start = self.at;
        if next == b'"' {
            self.string()?;
        } else if !matches!(next, b'{' | b'[') {
            self.word()?;
        } else {
            let mut depth = 0_usize;
            loop {
                match self.peek() {
                    0 => return Err(Fault { at: start, what: "what begins here has no end".to_owned() }),
                    b'"' => drop(self.string()?),
                    b'{' | b'[' => {
                        depth += 1;
                        self.at += 1;
                    }
                    b'}' | b']' => {
                        depth -= 1;
                        self.at += 1;
                    }
                    _ => self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8),
                }
                if depth == 0 {
                    break;
                }
            }
        }
        Ok(&self.text[start..self.at])
    }
}

/// Whether these are a number as JSON has them: no zero before other digits, digits on both sides of a point.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = match word.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (word, None),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// How many bytes of a text stand for themselves, up to a quote, a backslash or a control character.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    // The highest bit of each byte that is less than another one, of which it is sure of the lowest only.
    let below = |eight: u64, byte: u64| eight.wrapping_sub(ONES * byte) & !eight & (ONES << 7);
    let (eights, rest) = bytes.as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        let equal = |byte: u8| below(eight ^ (ONES * u64::from(byte)), 1);
        let others = below(eight, 32) | equal(b'"') | equal(b'\\');
        if others != 0 {
            return number * 8 + others.trailing_zeros() as usize / 8;
        }
    }
    let others = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=31));
    bytes.len() - rest.len() + others.unwrap_or(rest.len())
}

/// Writes a text in quotes.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    // Most texts are written as they are; that no byte is looked at in turn lets the compiler look at many at once.
    if text.bytes().fold(true, |all, byte| all & (byte >= b' ' && byte != b'"' && byte != b'\\')) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[done..at]);
        done = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => out.push_str(&format!("\\u{control:04x}")),
        }
    }
    out.push_str(&text[done..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_stands_for_itself_is_told_byte_by_byte(bytes in prop::collection::vec(any::<u8>(), 0..40), plain: bool) {
            // Most bytes are plain ones, so that longer texts are seen, too.
            let bytes: Vec<u8> = bytes.into_iter().map(|byte| if plain && byte > 8 { byte | 64 } else { byte }).collect();
            let first = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=31));
            prop_assert_eq!(plain_length(&bytes), first.unwrap_or(bytes.len()));
        }

        #[test]
        fn a_text_is_read_as_it_was_written(text in any::<String>()) {
            let mut written = String::new();
            write_string(&mut written, &text);
            prop_assert!(!written.contains('\n'));
            let read: String = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(&read, &text);
            let mut reader = Reader::new(&written);
            prop_assert_eq!(reader.string().unwrap(), text.as_str());
            prop_assert!(reader.end().is_ok());
            let escaped = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Reader::new(&escaped).string().unwrap(), text.as_str());
        }

        /// What serde_json takes is a document, and nothing else.
        #[test]
        fn a_document_is_one(text in "[\\[\\]{}\",:01eE+\\. -]{1,12}|-?[0-9]{0,2}\\.?[0-9]{0,2}(e[+-]?[0-9]{0,2})?|\\{\"a\": ?[0-9]\\}|\\[[0-9], ?null\\]") {
            let mut reader = Reader::new(&text);
            let is_one = reader.document().and_then(|_| reader.end()).is_ok();
            prop_assert_eq!(is_one, serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\u0-9dabt\\.e \n-]{0,40}") {
            let _ = Reader::new(&text).raw();
            let _ = Reader::new(&text).string();
            let _ = Reader::new(&text).object(|reader, _| reader.raw().map(drop));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let fault = |text: &str| Reader::new(text).object(|reader, _| reader.raw().map(drop)).unwrap_err();
        assert_eq!(fault("{\"a\": 1 \"b\": 2}").at, 8);
        assert_eq!(fault("{\"a\": [1, 2}").at, 12);
        assert!(fault("{\"a").what.contains("no end"));
        assert!(fault("{\"a\n\":1}").what.contains("\\n"));
        assert_eq!(Reader::new("\"\\ud83d\\ude00\"").string().unwrap(), "😀");
        assert!(Reader::new("\"\\ud83d\"").string().is_err());
        assert!(Reader::new("1.5").whole::<i64>().is_err());
    }
}
