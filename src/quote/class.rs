//! Which lines count as one class of goods: one subheading, one description, one origin.
//!
//! A class is what some flat duties count (Regulation (EU) 2026/382 art. 2). Where lines of one subheading and origin
//! come without a description it can't be told whether they are one class or several.

use super::value::Line;
use alloc::{string::String, vec::Vec};

/// Lines grouped by class, as far as can be told.
pub(super) struct Classes {
    /// Each class as indexes into the lines given.
    pub groups: Vec<Vec<usize>>,
    /// Whether another grouping is possible.
    pub unclear: bool,
}

/// Groups lines: into as few classes as they could be, or as many.
pub(super) fn group(lines: &[&Line<'_>], fewest: bool) -> Classes {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut unclear = false;
    for (index, line) in lines.iter().enumerate() {
        let mut home = None;
        for (at, group) in groups.iter().enumerate() {
            let same = group.iter().filter_map(|other| lines.get(*other)).map(|other| same_class(line, other)).max();
            match same {
                Some(Same::Yes) => home = Some(at),
                Some(Same::Maybe) => {
                    unclear = true;
                    if fewest && home.is_none() {
                        home = Some(at);
                    }
                }
                _ => {}
            }
        }
        match home.and_then(|at| groups.get_mut(at)) {
            Some(group) => group.push(index),
            None => groups.push(alloc::vec![index]),
        }
    }
    Classes { groups, unclear }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Same {
    No,
    Maybe,
    Yes,
}

fn same_class(one: &Line<'_>, other: &Line<'_>) -> Same {
    if one.origin != other.origin {
        return Same::No;
    }
    let (Some(code), Some(other_code)) = (one.item.hs_code, other.item.hs_code) else { return Same::Maybe };
    match (code.hs6(), other_code.hs6()) {
        (Some(subheading), Some(other)) if subheading != other => return Same::No,
        (Some(_), Some(_)) => {}
        _ if code.starts_with(&other_code) || other_code.starts_with(&code) => return Same::Maybe,
        _ => return Same::No,
    }
    match (described(one), described(other)) {
        (Some(words), Some(other_words)) if words == other_words => Same::Yes,
        (Some(_), Some(_)) => Same::No,
        (None, None) if code == other_code => Same::Yes,
        _ => Same::Maybe,
    }
}

/// The description without regard to case and spacing.
fn described(line: &Line<'_>) -> Option<String> {
    let words = line.item.description.as_ref()?;
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
