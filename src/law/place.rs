//! Parts of countries with a law of their own.

use alloc::string::String;
use alloc::vec::Vec;

/// A part of a country that customs or tax law treats apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its id, an ISO 3166-2 code where there is one.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The country that addresses there are written with.
    pub country: String,
    /// Regions that are all of it: parts of ISO 3166-2 codes after the dash.
    pub regions: Vec<String>,
    /// Postal codes that lie in it.
    pub postal_codes: Vec<PostalCodes>,
}

/// Postal codes from one to another, compared by as many characters as the bounds have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCodes {
    /// The beginning of the first.
    pub from: String,
    /// The beginning of the last; of the same length.
    pub to: String,
}

impl Place {
    /// Whether an address of its country lies in it.
    #[must_use]
    pub fn holds(&self, region: Option<&str>, postal_code: Option<&str>) -> bool {
        region.is_some_and(|region| self.regions.iter().any(|own| own == region))
            || postal_code.is_some_and(|code| {
                let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
                let code = code.to_ascii_uppercase();
                self.postal_codes.iter().any(|range| range.contains(&code))
            })
    }
}

impl PostalCodes {
    fn contains(&self, code: &str) -> bool {
        code.get(..self.from.len()).is_some_and(|head| (self.from.as_str()..=self.to.as_str()).contains(&head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_codes_are_compared_by_the_length_of_their_bounds() {
        let place = Place {
            id: "X".into(),
            name: "X".into(),
            country: "AA".into(),
            regions: vec!["20".into()],
            postal_codes: vec![
                PostalCodes { from: "35".into(), to: "35".into() },
                PostalCodes { from: "6991".into(), to: "6993".into() },
            ],
        };
        for inside in ["35001", "6991", "69 92", "6993-1"] {
            assert!(place.holds(None, Some(inside)), "{inside}");
        }
        for outside in ["3", "36001", "6990", "6994", "", "é5"] {
            assert!(!place.holds(None, Some(outside)), "{outside}");
        }
        assert!(place.holds(Some("20"), None));
        assert!(!place.holds(None, None));
    }
}
