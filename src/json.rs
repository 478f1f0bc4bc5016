//! Canonical JSON as it goes out: no spaces, fields in the order of the contract, every number a text.

use crate::sorted::Sorted;
use crate::{
    day::Day,
    goods::{HsCode, duty::Expression},
    money::{Currency, Decimal},
    request::Country,
};
use alloc::{string::String, vec::Vec};
use core::fmt::{self, Display, Write};

/// What has a form in JSON.
pub(crate) trait Json {
    /// Writes it.
    fn write(&self, out: &mut Writer);

    /// Whether it says nothing: it is not set, false or empty.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The canonical text of a value.
pub(crate) fn text(value: &dyn Json) -> String {
    let mut out = Writer::default();
    value.write(&mut out);
    out.0
}

/// Text of JSON that grows. Whether a comma is due shows in its last character.
#[derive(Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// A value that is written between quotes, with what JSON escapes escaped.
    #[inline(never)]
    pub(crate) fn quoted(&mut self, value: &dyn Display) {
        self.0.push('"');
        // A text takes whatever is written.
        let _ = write!(Escaped(&mut self.0), "{value}");
        self.0.push('"');
    }

    /// A value that is its own JSON.
    #[inline(never)]
    pub(crate) fn literal(&mut self, value: &str) {
        self.0.push_str(value);
    }

    /// An object, of fields that `fill` sets.
    #[inline(never)]
    pub(crate) fn object(&mut self, fill: &dyn Fn(&mut Writer)) {
        self.0.push('{');
        fill(self);
        self.0.push('}');
    }

    /// A list, of entries that `fill` adds.
    #[inline(never)]
    pub(crate) fn list(&mut self, fill: &dyn Fn(&mut Writer)) {
        self.0.push('[');
        fill(self);
        self.0.push(']');
    }

    /// A field of the object that was begun last.
    #[inline(never)]
    pub(crate) fn set(&mut self, name: &str, value: &dyn Json) {
        self.part();
        self.quoted(&name);
        self.0.push(':');
        value.write(self);
    }

    /// The same, unless there is nothing to say.
    #[inline(never)]
    pub(crate) fn may_set(&mut self, name: &str, value: &dyn Json) {
        if !value.is_absent() {
            self.set(name, value);
        }
    }

    /// An entry of the list that was begun last.
    #[inline(never)]
    pub(crate) fn add(&mut self, value: &dyn Json) {
        self.part();
        value.write(self);
    }

    fn part(&mut self) {
        if !self.0.ends_with(['{', '[']) {
            self.0.push(',');
        }
    }
}

/// Escapes what passes through it.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(is_special) {
            let plain = part.strip_suffix(is_special).unwrap_or(part);
            self.0.push_str(plain);
            match part.chars().next_back().filter(|last| is_special(*last)) {
                None => {}
                Some('"') => self.0.push_str("\\\""),
                Some('\\') => self.0.push_str("\\\\"),
                Some('\n') => self.0.push_str("\\n"),
                Some('\r') => self.0.push_str("\\r"),
                Some('\t') => self.0.push_str("\\t"),
                Some('\u{8}') => self.0.push_str("\\b"),
                Some('\u{c}') => self.0.push_str("\\f"),
                Some(control) => write!(self.0, "\\u{:04x}", u32::from(control))?,
            }
        }
        Ok(())
    }
}

fn is_special(letter: char) -> bool {
    matches!(letter, '"' | '\\' | '\0'..='\u{1f}')
}

/// Objects of these fields in this order: `:` one that is always written, `?` one only where it says something.
macro_rules! objects {
    ($($type:ty { $($name:literal $how:tt $field:ident),+ $(,)? })+) => {
        $(impl $crate::json::Json for $type {
            fn write(&self, out: &mut $crate::json::Writer) {
                out.object(&|object| { $($crate::json::objects!(@ object $name $how &self.$field);)+ });
            }

            fn is_absent(&self) -> bool {
                $($crate::json::objects!(@ absent $how &self.$field))&&+
            }
        })+
    };
    (@ absent : $value:expr) => { false };
    (@ absent ? $value:expr) => { $crate::json::Json::is_absent($value) };
    (@ $object:ident $name:literal : $value:expr) => { $object.set($name, $value) };
    (@ $object:ident $name:literal ? $value:expr) => { $object.may_set($name, $value) };
}

/// Values that are written as the text that they print.
macro_rules! texts {
    ($($type:ty),+ $(,)?) => {
        $(impl $crate::json::Json for $type {
            fn write(&self, out: &mut $crate::json::Writer) {
                out.quoted(self);
            }
        })+
    };
}

/// Enumerations, each value written as the word that its type gives it.
macro_rules! words {
    ($($type:ty),+ $(,)?) => {
        $(impl $crate::json::Json for $type {
            fn write(&self, out: &mut $crate::json::Writer) {
                out.quoted(&core::fmt::from_fn(|f| serde::Serialize::serialize(self, f)));
            }
        })+
    };
}

pub(crate) use {objects, words};

texts!(String, &str, Decimal, Day, Currency, Country, HsCode, Expression);

impl Json for bool {
    fn write(&self, out: &mut Writer) {
        out.literal(if *self { "true" } else { "false" });
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.literal("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.list(&|list| self.iter().for_each(|entry| list.add(entry)));
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<K: AsRef<str> + Ord, V: Json> Json for Sorted<K, V> {
    fn write(&self, out: &mut Writer) {
        out.object(&|object| self.iter().for_each(|(name, value)| object.set(name.as_ref(), value)));
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_elsewhere() {
        let every: String = ('\0'..='\u{ff}').chain(['\u{2028}', '€', '😀']).collect();
        for sample in [every.as_str(), "", "\"", "a\\\\b", "\"\"é\"", "\u{7f}\n\n\u{1b}x"] {
            assert_eq!(text(&sample), serde_json::to_string(sample).unwrap());
        }
    }

    #[test]
    fn only_what_stands_between_two_parts_is_a_comma() {
        struct Pair(Vec<bool>, Option<String>);
        impl Json for Pair {
            fn write(&self, out: &mut Writer) {
                out.object(&|object| {
                    object.set("a", &self.0);
                    object.may_set("b", &self.1);
                    object.set("c", &self.1);
                });
            }
        }
        let list = alloc::vec![Pair(alloc::vec![true, false], Some("[".into())), Pair(Vec::new(), None)];
        assert_eq!(text(&list), r#"[{"a":[true,false],"b":"[","c":"["},{"a":[],"c":null}]"#);
    }
}
