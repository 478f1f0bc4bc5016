//! Trees of law as bytes: each type says what it is made of, and is read and written by that.
//!
//! A text that stands in many places stands once, in a dictionary before the tree, and so does a day; behind each
//! dictionary come the references to it, in the order in which the tree has them. Decimals, codes and duty expressions are
//! texts too, in the one form that they print in.

use super::SnapshotError;
use super::bytes::{Reader, Writer};
use super::recency::{RecencyReader, RecencyWriter};
use crate::{
    day::{Day, Period},
    goods::{HsCode, duty},
    money::{Currency, Decimal, Money},
    request::Form,
};
use alloc::{boxed::Box, format, string::String, vec::Vec};

/// How deep lists and boxes are nested at most: what is nested deeper is refused before it can exhaust the stack.
const DEPTH: u8 = 20;

/// What is kept in a section as a tree.
pub(super) trait Packed: Sized {
    /// Reads it; of no meaning once something was refused.
    fn unpack(from: &mut Unpacker<'_>) -> Self;
    /// Writes it.
    fn pack(&self, into: &mut Packer);
}

/// Reads a tree.
pub(super) struct Unpacker<'a> {
    reader: Reader<'a>,
    texts: Named<'a, &'a str>,
    days: Named<'a, Day>,
    depth: u8,
}

/// A dictionary and the references to it, apart from the tree that they are part of.
struct Named<'a, T> {
    things: Vec<T>,
    references: Reader<'a>,
    recency: RecencyReader,
}

impl<'a, T: Copy> Named<'a, T> {
    fn read(reader: &mut Reader<'a>, thing: impl FnMut(&mut Reader<'a>) -> T) -> Self {
        Named { things: reader.list(thing), references: reader.part(), recency: RecencyReader::default() }
    }

    fn next(&mut self) -> Option<T> {
        let at = self.recency.next(&mut self.references);
        let thing = self.things.get(at as usize).copied();
        if thing.is_none() {
            self.references.refuse("names what it does not hold");
        }
        thing
    }
}

impl<'a> Unpacker<'a> {
    /// All of a section as one tree.
    pub(super) fn whole<T: Packed>(mut reader: Reader<'a>) -> Result<T, SnapshotError> {
        let texts = Named::read(&mut reader, Reader::text);
        let days = Named::read(&mut reader, Reader::day);
        let mut from = Unpacker { reader, texts, days, depth: 0 };
        let tree = T::unpack(&mut from);
        from.reader.close(from.texts.references);
        from.reader.close(from.days.references);
        from.reader.finish().map(|()| tree)
    }

    /// Whether something was refused.
    fn refused(&self) -> bool {
        self.reader.refused() || self.texts.references.refused() || self.days.references.refused()
    }

    /// The number of one of `count` cases.
    pub(super) fn case(&mut self, count: usize) -> u32 {
        self.reader.index_below(count)
    }

    #[inline(never)]
    fn text(&mut self) -> &'a str {
        self.texts.next().unwrap_or_default()
    }

    /// What a text stands for.
    fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>, otherwise: T) -> T {
        parse(self.text()).unwrap_or_else(|| {
            self.reader.refuse("holds a text that is not what should stand there");
            otherwise
        })
    }

    /// One level deeper, until [`Unpacker::ascend`].
    #[inline(never)]
    fn descend(&mut self) {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            self.reader.refuse("is nested too deep");
        }
    }

    fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

/// Writes a tree: the mirror of [`Unpacker`].
#[derive(Default)]
pub(super) struct Packer {
    texts: RecencyWriter<String>,
    names: Writer,
    days: RecencyWriter<Day>,
    dates: Writer,
    tree: Writer,
}

impl Packer {
    /// A section that is one tree.
    pub(super) fn whole(tree: &impl Packed) -> Vec<u8> {
        let mut packer = Packer::default();
        tree.pack(&mut packer);
        let mut writer = Writer::default();
        writer.texts(&packer.texts.values);
        writer.block(&packer.names.0);
        writer.list(&packer.days.values, |writer, day| writer.day_or_open(Some(*day)));
        writer.block(&packer.dates.0);
        writer.0.extend(packer.tree.0);
        writer.0
    }

    pub(super) fn number(&mut self, number: usize) {
        self.tree.count(number);
    }

    fn text(&mut self, text: &str) {
        self.texts.name(&mut self.names, text.into());
    }
}

/// Says what types are made of: the parts of a struct in the order in which they stand, or the cases of an enum, each
/// behind its number, with their parts.
macro_rules! packed {
    () => {};
    (struct $name:ident { $($part:tt),+ } $($more:tt)*) => {
        impl Packed for $name {
            #[inline(never)]
            fn unpack(from: &mut Unpacker<'_>) -> Self {
                $name { $($part: Packed::unpack(from)),+ }
            }

            fn pack(&self, into: &mut Packer) {
                $(self.$part.pack(into);)+
            }
        }
        packed! { $($more)* }
    };
    (enum $name:ident {
        0 $first:ident $(($($of_first:ident),+))?
        $(, $tag:literal $case:ident $(($($of:ident),+))? $({$($part:ident),+})?)*
    } $($more:tt)*) => {
        impl Packed for $name {
            #[inline(never)]
            fn unpack(from: &mut Unpacker<'_>) -> Self {
                match from.case([0, $($tag),*].len()) {
                    $($tag => {
                        $($(let $of = Packed::unpack(from);)+)?
                        $($(let $part = Packed::unpack(from);)+)?
                        $name::$case $(($($of),+))? $({$($part),+})?
                    })*
                    _ => {
                        $($(let $of_first = Packed::unpack(from);)+)?
                        $name::$first $(($($of_first),+))?
                    }
                }
            }

            fn pack(&self, into: &mut Packer) {
                match self {
                    $name::$first $(($($of_first),+))? => {
                        into.number(0);
                        $($($of_first.pack(into);)+)?
                    }
                    $($name::$case $(($($of),+))? $({$($part),+})? => {
                        into.number($tag);
                        $($($of.pack(into);)+)?
                        $($($part.pack(into);)+)?
                    })*
                }
            }
        }
        packed! { $($more)* }
    };
}
pub(super) use packed;

impl<T: Packed> Packed for Vec<T> {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let mut list = Vec::new();
        from.descend();
        // Its things may stand elsewhere, so no more is reserved than was read.
        for _ in 0..from.reader.length() {
            if from.refused() {
                break;
            }
            list.push(T::unpack(from));
        }
        from.ascend();
        list
    }

    fn pack(&self, into: &mut Packer) {
        into.number(self.len());
        self.iter().for_each(|one| one.pack(into));
    }
}

impl<T: Packed> Packed for Option<T> {
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        bool::unpack(from).then(|| T::unpack(from))
    }

    fn pack(&self, into: &mut Packer) {
        self.is_some().pack(into);
        self.iter().for_each(|one| one.pack(into));
    }
}

impl<T: Packed> Packed for Box<T> {
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.descend();
        let inner = Box::new(T::unpack(from));
        from.ascend();
        inner
    }

    fn pack(&self, into: &mut Packer) {
        T::pack(self, into);
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        (A::unpack(from), B::unpack(from))
    }

    fn pack(&self, into: &mut Packer) {
        self.0.pack(into);
        self.1.pack(into);
    }
}

impl Packed for bool {
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.case(2) == 1
    }

    fn pack(&self, into: &mut Packer) {
        into.number(usize::from(*self));
    }
}

impl Packed for u16 {
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.case(usize::from(u16::MAX).saturating_add(1)) as u16
    }

    fn pack(&self, into: &mut Packer) {
        into.number(usize::from(*self));
    }
}

impl Packed for Day {
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.days.next().unwrap_or(Day::MIN)
    }

    fn pack(&self, into: &mut Packer) {
        into.days.name(&mut into.dates, *self);
    }
}

impl Packed for String {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.text().into()
    }

    fn pack(&self, into: &mut Packer) {
        into.text(self);
    }
}

impl Packed for Decimal {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.parsed(|text| Decimal::parse(text).ok(), Decimal::ZERO)
    }

    fn pack(&self, into: &mut Packer) {
        into.text(&format!("{self}"));
    }
}

impl Packed for Currency {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.parsed(Currency::parse, Currency::UNREAD)
    }

    fn pack(&self, into: &mut Packer) {
        into.text(self.code());
    }
}

impl Packed for HsCode {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.parsed(HsCode::parse, HsCode::UNREAD)
    }

    fn pack(&self, into: &mut Packer) {
        into.text(self.digits());
    }
}

impl Packed for Form {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        from.parsed(|text| Form::new(text).ok(), Form::UNREAD)
    }

    fn pack(&self, into: &mut Packer) {
        into.text(self.pattern());
    }
}

impl Packed for duty::Expression {
    #[inline(never)]
    fn unpack(from: &mut Unpacker<'_>) -> Self {
        let text = from.text();
        from.reader.duty(text)
    }

    fn pack(&self, into: &mut Packer) {
        into.text(&format!("{self}"));
    }
}

packed! {
    struct Money { amount, currency }
    struct Period { from, to }
}
