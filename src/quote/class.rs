//! Which lines count as one class of goods: one subheading, one description, one origin.
//!
//! A class is what some flat duties count (Regulation (EU) 2026/382 art. 2). Where lines of one subheading and origin
//! come without a description it can't be told whether they are one class or several.

use super::{grouping, value::Line};
use crate::{goods::HsCode, request::Country};
use alloc::{string::String, vec::Vec};

/// Lines grouped by class, as far as can be told.
pub(super) struct Classes {
    /// As many classes as there could be, each as indexes into the lines given.
    pub most: Vec<Vec<usize>>,
    /// As few as there could be; `None` where it can be told.
    pub fewest: Option<Vec<Vec<usize>>>,
}

/// What tells a line's class from others. Where there is no description the whole code stands in for it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    origin: Country,
    /// `None` for a code too short to tell, or none.
    subheading: Option<HsCode>,
    words: Option<String>,
    code: Option<HsCode>,
}

/// Groups lines by class.
pub(super) fn group(lines: &[&Line<'_>]) -> Classes {
    let marks: Vec<Mark> = lines.iter().map(|line| mark(line)).collect();
    let most = grouping::alike(marks.len(), &|one, other| marks.get(one).cmp(&marks.get(other)));
    let fewest = fewest(&marks, &most);
    Classes { fewest: (fewest.len() < most.len()).then_some(fewest), most }
}

fn mark(line: &Line<'_>) -> Mark {
    let code = line.item.hs_code;
    let words = described(line);
    Mark {
        origin: line.origin,
        subheading: code.and_then(|code| code.hs6()),
        code: if words.is_some() { None } else { code },
        words,
    }
}

/// Classes without description join one that they could be: of their subheading, or any of their origin where the
/// subheading is not known.
fn fewest(marks: &[Mark], most: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let first = |class: &Vec<usize>| class.first().and_then(|first| marks.get(*first));
    let vague = |class: &&Vec<usize>| first(class).is_none_or(|mark| mark.words.is_none() || mark.subheading.is_none());
    let (vague, mut fewest): (Vec<&Vec<usize>>, Vec<&Vec<usize>>) = most.iter().partition(vague);
    let mut joined: Vec<Vec<usize>> = fewest.drain(..).cloned().collect();
    // Those with a subheading first: what is vaguer can then join them.
    let (with, without): (Vec<&Vec<usize>>, Vec<&Vec<usize>>) =
        vague.into_iter().partition(|class| first(class).is_some_and(|mark| mark.subheading.is_some()));
    for class in with.into_iter().chain(without) {
        let could_be = |other: &&mut Vec<usize>| match (first(class), first(other)) {
            (Some(one), Some(other)) => {
                one.origin == other.origin && (one.subheading.is_none() || one.subheading == other.subheading)
            }
            _ => false,
        };
        match joined.iter_mut().find(could_be) {
            Some(home) => home.extend(class),
            None => joined.push(class.clone()),
        }
    }
    joined
}

/// The description without regard to case and spacing.
fn described(line: &Line<'_>) -> Option<String> {
    let words = line.item.description.as_ref()?;
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
