//! How the goods are packed.

use super::{Checker, Line, Node, Path, Quoted};
use crate::money::Decimal;
use crate::request::Parcel;
use alloc::string::String;

impl Checker<'_> {
    /// A parcel; the lines must have been read before.
    pub(super) fn parcel(&mut self, node: Node<'_>) -> Option<Parcel> {
        let [weight, dimensions, items] = self.fields(&node, &["weight", "dimensions", "items"])?;
        Some(Parcel {
            weight: self.optional(&weight, Checker::weight),
            dimensions: self.optional(&dimensions, Checker::dimensions),
            items: self.entries(&items, Checker::packed),
        })
    }

    /// So many of one line.
    fn packed(&mut self, node: Node<'_>) -> Option<(String, Decimal)> {
        let [id, quantity] = self.fields(&node, &["id", "quantity"])?;
        let id_path = id.path();
        let id = self.required(&id, Checker::words);
        let count = self.required(&quantity, Checker::quantity);
        let (id, count) = (id?, count?);
        let Some(line) = self.lines.get_mut(&id) else {
            let message = format_args!("{} is the id of no item: write one of theirs, or an index", Quoted(&id));
            self.report("ID_UNKNOWN", &id_path, message);
            return None;
        };
        if let Some((ordered, packed)) = line.pack(count) {
            let message =
                format_args!("{packed} of {} are packed, and {ordered} ordered: make both agree", Quoted(&id));
            self.report("QUANTITY_EXCEEDED", &Path::Field(&node.path, "quantity"), message);
        }
        Some((id, count))
    }
}

impl Line {
    /// Packs so many more of it; tells how many were ordered and are packed, where the latter are more.
    fn pack(&mut self, count: Decimal) -> Option<(Decimal, Decimal)> {
        // Both figures are below their bound, so that only a fraction of dozens of digits can be too long to add.
        self.packed = self.packed.checked_add(count).ok()?;
        let ordered = self.quantity?;
        (self.packed > ordered).then_some((ordered, self.packed))
    }
}
