//! How registration numbers are written.

use alloc::string::String;
use core::fmt;
use serde::{Deserialize, Serialize};

/// The written form of a registration number.
///
/// `#` is a digit, `@` a capital letter, `*` either, every other character itself; `|` parts forms of which one is
/// enough. Spaces, dots, slashes and hyphens in a number say nothing, so no form has them.
///
/// ```
/// use landfall::request::Form;
/// let form = Form::new("NL#########B##|@@###").unwrap();
/// assert!(form.accepts("NL 0044.95.445 B01"));
/// assert!(form.accepts("XY123"));
/// assert!(!form.accepts("NL004495445"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Form(String);

/// A form is empty, has an empty part, or a character that numbers are read without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAForm;

impl fmt::Display for NotAForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a form is made of capitals, digits, `#`, `@` and `*`, its alternatives parted by `|`")
    }
}

impl core::error::Error for NotAForm {}

impl Form {
    /// Stands where none could be read, in what is refused.
    pub(crate) const UNREAD: Form = Form(String::new());

    /// The form that a pattern describes.
    ///
    /// # Errors
    /// [`NotAForm`] where no number could have it.
    pub fn new(pattern: impl Into<String>) -> Result<Form, NotAForm> {
        let pattern = pattern.into();
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"#@*".contains(&byte);
        let sound = pattern.split('|').all(|one| !one.is_empty() && one.bytes().all(fits));
        if sound { Ok(Form(pattern)) } else { Err(NotAForm) }
    }

    /// The pattern that describes it.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.0
    }

    /// Whether a number is written so.
    #[must_use]
    pub fn accepts(&self, number: &str) -> bool {
        self.0.split('|').any(|form| matches(form, number))
    }
}

fn matches(form: &str, number: &str) -> bool {
    let mut written = number.bytes().filter(|byte| !b" .-/".contains(byte));
    form.bytes().all(|class| written.next().is_some_and(|byte| belongs(byte, class))) && written.next().is_none()
}

fn belongs(byte: u8, class: u8) -> bool {
    match class {
        b'#' => byte.is_ascii_digit(),
        b'@' => byte.is_ascii_uppercase(),
        b'*' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        itself => byte == itself,
    }
}

impl fmt::Display for Form {
    /// For people: `#` stays a digit's place, alternatives are joined by "or".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.split('|').enumerate().try_for_each(|(index, form)| {
            f.write_str(if index == 0 { "" } else { " or " })?;
            write!(f, "`{form}`")
        })
    }
}

impl TryFrom<String> for Form {
    type Error = NotAForm;

    fn try_from(pattern: String) -> Result<Form, NotAForm> {
        Form::new(pattern)
    }
}

impl From<Form> for String {
    fn from(form: Form) -> String {
        form.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn each_class_takes_its_own() {
        let form = Form::new("IM04#@*").unwrap();
        for good in ["IM041AB", "IM041A1", "IM-04.1 A/1"] {
            assert!(form.accepts(good), "{good}");
        }
        for bad in ["", "IM041A", "IM041AB1", "IM04AAB", "IM0411B", "im041AB", "IM041Aé", "IM04１AB"] {
            assert!(!form.accepts(bad), "{bad}");
        }
    }

    #[test]
    fn one_of_several_forms_is_enough() {
        let form = Form::new("########|@#").unwrap();
        assert!(form.accepts("A1") && form.accepts("12345678") && !form.accepts("A1|12345678"));
        assert_eq!(form.to_string(), "`########` or `@#`");
    }

    #[test]
    fn a_form_that_no_number_has_is_refused() {
        for bad in ["", "A||B", "A|", "ab", "A-1", "É"] {
            assert_eq!(Form::new(bad), Err(NotAForm), "{bad}");
        }
        assert_eq!(serde_json::from_str::<Form>(r###""##""###).unwrap(), Form::new("##").unwrap());
        assert!(serde_json::from_str::<Form>(r#""a""#).is_err());
    }
}
