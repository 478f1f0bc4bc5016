//! JSON text as one tree that loses nothing: fields keep their order and their repetitions, numbers their digits.

use super::path::Path;
use super::wording::Quoted;
use crate::problem::Problem;
use alloc::{borrow::Cow, format, string::String, string::ToString, vec::Vec};
use core::fmt;
use hifijson::{Expect, Read, SliceLexer, num::LexWrite, str::LexAlloc, token::Lex};

/// How many bytes a request has at most: 4 MiB.
pub(super) const MAX_BYTES: usize = 4 << 20;
/// How many lists and objects stand in each other at most.
const MAX_DEPTH: usize = 32;
/// How many entries a list has at most, and how many fields an object.
const MAX_ENTRIES: usize = 10_000;

/// A value of JSON; what it can, it borrows from the text.
pub(super) enum Value<'j> {
    Null,
    Flag(bool),
    /// As it was written.
    Number(&'j str),
    Text(Cow<'j, str>),
    List(Vec<Value<'j>>),
    Object(Vec<(Cow<'j, str>, Value<'j>)>),
}

impl fmt::Display for Value<'_> {
    /// What it is, for a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("`null`"),
            Value::Flag(flag) => write!(f, "`{flag}`"),
            Value::Number(digits) => write!(f, "the number {}", Quoted(digits)),
            Value::Text(text) => write!(f, "the text {}", Quoted(text)),
            Value::List(_) => f.write_str("a list"),
            Value::Object(_) => f.write_str("an object"),
        }
    }
}

/// Reads a text that is exactly one value within the limits.
pub(super) fn read(text: &[u8]) -> Result<Value<'_>, Problem> {
    if text.len() > MAX_BYTES {
        let message =
            format!("the request has {} bytes, and {MAX_BYTES} (4 MiB) are the most: send fewer items", text.len());
        return Err(whole("TOO_LARGE", message));
    }
    if text.starts_with(b"\xef\xbb\xbf") {
        let message = "the text begins with a byte order mark: write it as UTF-8 without one";
        return Err(whole("JSON_INVALID", message));
    }
    if let Err(error) = core::str::from_utf8(text) {
        return Err(at(text, error.valid_up_to(), "the text is not UTF-8 here"));
    }
    let mut lexer = SliceLexer::new(text);
    lexer.exactly_one(Lex::ws_peek, |next, lexer| value(next, lexer, &Path::Whole, MAX_DEPTH)).map_err(|fault| {
        match fault {
            Fault::Limit(problem) => problem,
            Fault::Json(error) => {
                let offset = text.len().saturating_sub(lexer.as_slice().len());
                at(text, offset, Cause { error: &error, rest: lexer.as_slice() })
            }
        }
    })
}

enum Fault {
    Json(hifijson::Error),
    Limit(Problem),
}

impl<E: Into<hifijson::Error>> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault::Json(error.into())
    }
}

/// Reads the value that begins with `next` and may hold so many levels of others.
fn value<'j>(next: u8, lexer: &mut SliceLexer<'j>, path: &Path<'_>, depth: usize) -> Result<Value<'j>, Fault> {
    Ok(match next {
        b'"' => Value::Text(lexer.discarded().str_string()?),
        b'0'..=b'9' | b'-' => Value::Number(lexer.num_string().validated()?.0),
        b'{' => Value::Object(fields(lexer.discarded(), path, deeper(depth, path)?)?),
        b'[' => Value::List(entries(lexer.discarded(), path, deeper(depth, path)?)?),
        b't' if lexer.strip_prefix(b"true") => Value::Flag(true),
        b'f' if lexer.strip_prefix(b"false") => Value::Flag(false),
        b'n' if lexer.strip_prefix(b"null") => Value::Null,
        _ => return Err(Expect::Value.into()),
    })
}

fn entries<'j>(lexer: &mut SliceLexer<'j>, path: &Path<'_>, depth: usize) -> Result<Vec<Value<'j>>, Fault> {
    let mut entries = Vec::new();
    lexer.seq(b']', Lex::ws_peek, |next, lexer| {
        let index = room(entries.len(), path)?;
        entries.push(value(next, lexer, &Path::Entry(path, index), depth)?);
        Ok::<_, Fault>(())
    })?;
    Ok(entries)
}

type Fields<'j> = Vec<(Cow<'j, str>, Value<'j>)>;

fn fields<'j>(lexer: &mut SliceLexer<'j>, path: &Path<'_>, depth: usize) -> Result<Fields<'j>, Fault> {
    let mut fields = Vec::new();
    lexer.seq(b'}', Lex::ws_peek, |next, lexer| {
        room(fields.len(), path)?;
        lexer.expect(|_| Some(next), b'"').ok_or(Expect::String)?;
        let name = lexer.str_string()?;
        lexer.expect(Lex::ws_peek, b':').ok_or(Expect::Colon)?;
        let next = lexer.ws_peek().ok_or(Expect::Value)?;
        let value = value(next, lexer, &Path::Field(path, &name), depth)?;
        fields.push((name, value));
        Ok::<_, Fault>(())
    })?;
    Ok(fields)
}

/// How many levels may follow inside this one.
fn deeper(depth: usize, path: &Path<'_>) -> Result<usize, Fault> {
    depth.checked_sub(1).ok_or_else(|| {
        let message =
            format!("lists and objects stand in each other at most {MAX_DEPTH} deep: a request needs far fewer");
        Fault::Limit(Problem { code: "TOO_DEEP", path: path.to_string(), message })
    })
}

/// The index of the next entry, where there is room for one.
fn room(length: usize, path: &Path<'_>) -> Result<usize, Fault> {
    if length < MAX_ENTRIES {
        return Ok(length);
    }
    let message = format!("more than {MAX_ENTRIES} entries: split what is really several consignments");
    Err(Fault::Limit(Problem { code: "TOO_MANY_ITEMS", path: path.to_string(), message }))
}

fn whole(code: &'static str, message: impl Into<String>) -> Problem {
    Problem { code, path: String::new(), message: message.into() }
}

/// A problem at a byte of the text, which is told by line and column as editors count them.
fn at(text: &[u8], offset: usize, cause: impl fmt::Display) -> Problem {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    // The bytes that begin a character of UTF-8.
    let column = column.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count().saturating_add(1);
    whole("JSON_INVALID", format!("line {line}, column {column} (byte {offset}): {cause}"))
}

/// Why a text is no JSON.
struct Cause<'a> {
    error: &'a hifijson::Error,
    /// What follows from there on.
    rest: &'a [u8],
}

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use hifijson::{Error, escape, str};
        f.write_str(match self.error {
            Error::Token(expected) => return self.expected(f, expected),
            Error::Num(_) => return self.instead(f, "a digit is expected: numbers end in one, as `0.5` or `1e3`"),
            Error::Str(str::Error::Control) => {
                "a text holds a line break or control character: write it as `\\n` or `\\u000a`"
            }
            Error::Str(str::Error::Eof) => "the text ends inside a text in quotes: add what was cut off",
            Error::Str(str::Error::Escape(escape::Error::Eof)) => {
                "the text ends inside an escape: add what was cut off"
            }
            Error::Str(str::Error::Escape(escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate)) => {
                "half of a surrogate pair stands alone: write both halves, or the character itself"
            }
            Error::Str(str::Error::Escape(_)) => "this escape is none of JSON's: write `\\\\` for a backslash",
            Error::Str(str::Error::Utf8(_)) => "the text is not UTF-8 here",
            Error::Depth => "lists and objects stand too deep in each other",
        })
    }
}

impl Cause<'_> {
    fn expected(&self, f: &mut fmt::Formatter<'_>, expected: &Expect) -> fmt::Result {
        self.instead(
            f,
            match expected {
                Expect::Value => {
                    "a value is expected: text in double quotes, a number, `true`, `false`, a list or an object"
                }
                Expect::ValueOrEnd => "a value or the end of the list or object is expected",
                Expect::CommaOrEnd => "a comma or the end of the list or object is expected",
                Expect::String => "the name of a field in double quotes is expected",
                Expect::Colon => "a colon is expected",
                Expect::Eof => "the end is expected: one text is one request",
            },
        )
    }

    fn instead(&self, f: &mut fmt::Formatter<'_>, expected: &str) -> fmt::Result {
        let rest = core::str::from_utf8(self.rest).unwrap_or_default();
        let ends_word = |letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric();
        let word = rest.split_inclusive(ends_word).next().unwrap_or_default();
        match word.trim_end_matches(|letter: char| ends_word(letter) && word.len() > letter.len_utf8()) {
            "" => write!(f, "the text ends where {expected}"),
            word => write!(f, "{} stands where {expected}", Quoted(word)),
        }
    }
}
