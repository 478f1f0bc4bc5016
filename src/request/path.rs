//! Where a value stands in the request.

use super::wording::shortened;
use core::fmt;

/// A way from the whole request down to one value: `items[2].unitPrice.amount`. Its steps lie on the reader's stack, and
/// text is made of them only for a problem.
#[derive(Clone, Copy)]
pub(super) enum Path<'p> {
    Whole,
    Field(&'p Path<'p>, &'p str),
    Entry(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Path::Whole => Ok(()),
            Path::Entry(parent, index) => write!(f, "{parent}[{index}]"),
            Path::Field(parent, name) if !is_plain(name) => write!(f, "{parent}[\"{}\"]", shortened(name)),
            Path::Field(Path::Whole, name) => f.write_str(name),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
        }
    }
}

/// Whether a name can stand in a path as it is.
fn is_plain(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_path_reads_like_the_code_that_would_fetch_the_value() {
        let items = Path::Field(&Path::Whole, "items");
        let third = Path::Entry(&items, 2);
        let price = Path::Field(&third, "unitPrice");
        assert_eq!(Path::Field(&price, "amount").to_string(), "items[2].unitPrice.amount");
        assert_eq!(Path::Field(&third, "unit price").to_string(), r#"items[2]["unit price"]"#);
        assert_eq!(Path::Field(&Path::Whole, "").to_string(), r#"[""]"#);
        assert_eq!(Path::Whole.to_string(), "");
    }
}
