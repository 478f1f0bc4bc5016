//! From text to a request: one tree, one walk over it, every problem.

mod code;
mod consignment;
mod item;
mod number;
mod parcel;
mod party;
mod profile;

use self::parcel::Line;
use super::path::Path;
use super::tree::{self, Value};
use super::wording::{Quoted, QuotedLetter, accepted, instead_of, listed};
use super::{Named, Request, Vocabulary};
use crate::money::Currency;
use crate::problem::{Problem, Problems};
use alloc::{format, string::String, string::ToString, vec, vec::Vec};
use core::fmt;

/// How many problems are told; of further ones, how many there are.
const MAX_PROBLEMS: usize = 100;

/// Reads a request from JSON in UTF-8 and checks it whole.
///
/// Fields are those of the contract, each at most once; names of currencies, countries, carriers, rules and the like
/// are those of the vocabulary. `null` is no value: JavaScript writes NaN so, and a figure that got lost must not read
/// as one that was not given.
///
/// A number is text of digits with at most one dot, or a JSON number taken at its decimal value, which may have an
/// exponent; it has at most 28 digits. Amounts are not negative, below 10¹⁵, and may be finer than their currency's
/// decimals, since unit prices are; other figures are below 10¹². Nothing is rounded.
///
/// # Errors
/// [`Problems`] with every problem found, each with its path; after 100 of them their number, as `TOO_MANY_PROBLEMS`.
/// Four of them end the reading at once, since there is nothing to walk over:
///
/// | code | what is wrong |
/// |---|---|
/// | `TOO_LARGE` | more than 4 MiB |
/// | `TOO_DEEP` | lists and objects more than 32 deep in each other |
/// | `TOO_MANY_ITEMS` | a list or object with more than 10,000 entries |
/// | `JSON_INVALID` | no JSON, told by line, column and byte |
///
/// The others stand beside each other:
///
/// | code | what is wrong |
/// |---|---|
/// | `FIELD_UNKNOWN`, `FIELD_DUPLICATE`, `FIELD_MISSING` | a field that there is not, is twice, or must be |
/// | `AS_OF_MISSING`, `ITEMS_EMPTY` | no day, no goods |
/// | `TYPE_WRONG`, `TEXT_EMPTY` | text where a list is expected; a text of spaces |
/// | `VALUE_UNKNOWN` | none of the words or names that are accepted, which the message lists |
/// | `COUNTRY_UNKNOWN`, `REGION_INVALID`, `CURRENCY_UNKNOWN`, `HS_CODE_INVALID`, `DATE_INVALID` | no such code or day |
/// | `AMOUNT_INVALID`, `QUANTITY_INVALID`, `MEASURE_INVALID`, `FACT_INVALID` | no number, or one below its least |
/// | `NUMBER_OUT_OF_RANGE` | a number above its bound or of more than 28 digits |
/// | `RATE_INVALID` | no rate in the duty grammar, or one that can't be computed |
/// | `EXCHANGE_RATE_INVALID`, `EXCHANGE_RATE_DUPLICATE` | no rate of two currencies, or a second one |
/// | `REGISTRATION_INVALID` | a number not written as its type is |
/// | `INCOTERM_NOT_ACCEPTED` | a term that the carrier does not know |
/// | `ID_DUPLICATE`, `ID_UNKNOWN`, `QUANTITY_EXCEEDED` | lines of one id; a parcel with what was not ordered |
/// | `DISCOUNT_TOO_LARGE` | a discount above what it is taken from |
pub fn read(json: &[u8], vocabulary: &dyn Vocabulary) -> Result<Request, Problems> {
    let tree = tree::read(json).map_err(|problem| Problems { errors: vec![problem] })?;
    let mut checker = Checker { vocabulary, problems: Vec::new(), untold: 0, lines: Vec::new(), pairs: Vec::new() };
    let request = checker.request(&Node { path: Path::Whole, value: Some(&tree) });
    request.filter(|_| checker.problems.is_empty()).ok_or_else(|| checker.problems())
}

/// Walks the tree. Each of its readers gives `None` where nothing stands, and where it has reported what is wrong.
struct Checker<'v> {
    vocabulary: &'v dyn Vocabulary,
    problems: Vec<Problem>,
    /// How many problems there were above those told.
    untold: usize,
    /// The lines of the cart, sorted by their ids.
    lines: Vec<Line>,
    /// The pairs of currencies that have a rate, sorted.
    pairs: Vec<(Currency, Currency)>,
}

/// A place in the request, and the value that stands there where one does.
#[derive(Clone, Copy)]
struct Node<'a> {
    path: Path<'a>,
    value: Option<&'a Value<'a>>,
}

/// Reads one value.
type Reader<'v, T> = fn(&mut Checker<'v>, &Node<'_>) -> Option<T>;

impl<'v> Checker<'v> {
    /// Notes a problem. The message is only worded where it will be told, so that hostile input costs little.
    fn report(&mut self, code: &'static str, path: &Path<'_>, message: fmt::Arguments<'_>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem { code, path: path.to_string(), message: message.to_string() });
        } else {
            self.untold = self.untold.saturating_add(1);
        }
    }

    /// The same, for a value that can't be had because of it.
    fn refuse<T>(&mut self, code: &'static str, node: &Node<'_>, message: fmt::Arguments<'_>) -> Option<T> {
        self.report(code, &node.path, message);
        None
    }

    fn problems(self) -> Problems {
        let mut errors = self.problems;
        if self.untold > 0 {
            let message = format!("{} more problems are not listed: correct these first", self.untold);
            errors.push(Problem { code: "TOO_MANY_PROBLEMS", path: String::new(), message });
        }
        Problems { errors }
    }

    /// The fields of an object, in the order of `names`. Reports the unknown and the repeated.
    fn fields<'a, const N: usize>(&mut self, node: &'a Node<'a>, names: &'a [&'a str; N]) -> Option<[Node<'a>; N]> {
        let mut fields = [Node { path: Path::Field(&node.path, ""), value: None }; N];
        self.fill(node, names, &mut fields)?;
        Some(fields)
    }

    fn fill<'a>(&mut self, node: &'a Node<'a>, names: &'a [&'a str], fields: &mut [Node<'a>]) -> Option<()> {
        let Value::Object(entries) = node.value? else {
            self.mistyped(node, "an object", names);
            return None;
        };
        for (field, name) in fields.iter_mut().zip(names) {
            field.path = Path::Field(&node.path, name);
        }
        for (name, value) in entries {
            let path = Path::Field(&node.path, name);
            match names.iter().position(|own| own == name).and_then(|place| fields.get_mut(place)) {
                Some(field) if field.value.is_none() => field.value = Some(value),
                Some(_) => self.repeated(&path, name),
                None => {
                    let way_out = instead_of(name, names);
                    self.report("FIELD_UNKNOWN", &path, format_args!("{} is no field here; {way_out}", Quoted(name)));
                }
            }
        }
        Some(())
    }

    fn repeated(&mut self, path: &Path<'_>, name: &str) {
        self.report("FIELD_DUPLICATE", path, format_args!("{} is set more than once: set it once", Quoted(name)));
    }

    /// A value of another type than `expected`; an object's fields may be named as the way out.
    #[cold]
    fn mistyped(&mut self, node: &Node<'_>, expected: &str, names: &[&str]) {
        let Some(found) = node.value else { return };
        let way_out = fmt::from_fn(|f| match found {
            Value::Null => {
                f.write_str("leave out what is not known; JavaScript writes NaN, Infinity and missing values as `null`")
            }
            _ if (1..=8).contains(&names.len()) => write!(f, "write an object of {}", listed(names)),
            _ => write!(f, "write {expected}"),
        });
        let message = format_args!("{found} stands where {expected} is expected: {way_out}");
        self.report("TYPE_WRONG", &node.path, message);
    }

    /// Reports a field that must be set and is not.
    fn require(&mut self, field: &Node<'_>) -> &mut Self {
        if let (Path::Field(_, name), None) = (field.path, field.value) {
            self.report("FIELD_MISSING", &field.path, format_args!("{} is missing: set it", Quoted(name)));
        }
        self
    }

    /// The entries of a list, without those that were refused.
    fn entries<T>(&mut self, node: &Node<'_>, read: Reader<'v, T>) -> Vec<T> {
        let mut entries = Vec::new();
        self.each(node, &mut |checker, entry| entries.extend(read(checker, entry)));
        entries
    }

    fn each(&mut self, node: &Node<'_>, read: &mut dyn FnMut(&mut Self, &Node<'_>)) {
        match node.value {
            None => {}
            Some(Value::List(values)) => {
                for (index, value) in values.iter().enumerate() {
                    read(self, &Node { path: Path::Entry(&node.path, index), value: Some(value) });
                }
            }
            Some(_) => self.mistyped(node, "a list", &[]),
        }
    }

    /// An object whose fields are names of the snapshot's choosing; `read` knows which.
    fn each_named(&mut self, node: &Node<'_>, read: &mut dyn FnMut(&mut Self, &str, &Node<'_>)) {
        let entries = match node.value {
            None => return,
            Some(Value::Object(entries)) => entries,
            Some(_) => return self.mistyped(node, "an object", &[]),
        };
        let mut seen = Vec::new();
        for (name, value) in entries {
            let path = Path::Field(&node.path, name);
            if insert(&mut seen, &**name) {
                read(self, name, &Node { path, value: Some(value) });
            } else {
                self.repeated(&path, name);
            }
        }
    }

    /// A name, used as a field, that is none of those known.
    #[cold]
    fn unknown_name<'n>(&mut self, node: &Node<'_>, name: &str, known: &dyn Fn() -> Vec<&'n str>) {
        let way_out = fmt::from_fn(|f| fmt::Display::fmt(&instead_of(name, &known()), f));
        self.report("FIELD_UNKNOWN", &node.path, format_args!("{} is not known; {way_out}", Quoted(name)));
    }
}

/// Puts a value into a sorted list; false where it is there already.
fn insert<T: Ord>(sorted: &mut Vec<T>, value: T) -> bool {
    let place = sorted.binary_search(&value);
    if let Err(place) = place {
        sorted.insert(place, value);
    }
    place.is_err()
}
