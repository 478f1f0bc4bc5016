//! How the goods are packed.

use super::{Checker, Node, Path, Quoted, Value};
use crate::money::Decimal;
use crate::request::Parcel;
use alloc::{string::String, string::ToString};

/// What the packing list needs to know of a line.
pub(super) struct Line {
    /// As it is given, or its index.
    id: String,
    pub index: usize,
    pub quantity: Option<Decimal>,
    packed: Decimal,
}

impl Checker<'_> {
    /// Notes every line that there is, before any is read.
    pub(super) fn enlist(&mut self, items: &[Value<'_>]) {
        self.lines = items.iter().enumerate().filter_map(|(index, item)| Line::of(item, index)).collect();
        self.lines.sort_unstable_by(|one, other| (&one.id, one.index).cmp(&(&other.id, other.index)));
    }

    /// The first line of an id.
    pub(super) fn line(&mut self, id: &str) -> Option<&mut Line> {
        let place = self.lines.partition_point(|line| &*line.id < id);
        self.lines.get_mut(place).filter(|line| line.id == id)
    }

    /// A parcel; the lines must have been read before.
    pub(super) fn parcel(&mut self, node: &Node<'_>) -> Option<Parcel> {
        let [weight, dimensions, items] = &self.fields(node, &["weight", "dimensions", "items"])?;
        Some(Parcel {
            weight: self.weight(weight),
            dimensions: self.dimensions(dimensions),
            items: self.entries(items, Checker::packed),
        })
    }

    /// So many of one line.
    fn packed(&mut self, node: &Node<'_>) -> Option<(String, Decimal)> {
        let [id_node, quantity] = &self.fields(node, &["id", "quantity"])?;
        let id = self.require(id_node).words(id_node);
        let count = self.require(quantity).quantity(quantity);
        let (id, count) = (id?, count?);
        let Some(line) = self.line(&id) else {
            let message = format_args!("{} is the id of no item: write one of theirs, or an index", Quoted(&id));
            self.report("ID_UNKNOWN", &id_node.path, message);
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
    fn of(item: &Value<'_>, index: usize) -> Option<Line> {
        let Value::Object(fields) = item else { return None };
        let given = fields.iter().find(|(name, _)| name == "id").and_then(|(_, id)| match id {
            Value::Text(id) => Some(id.trim()).filter(|id| !id.is_empty()).map(String::from),
            _ => None,
        });
        let id = given.unwrap_or_else(|| index.to_string());
        Some(Line { id, index, quantity: None, packed: Decimal::ZERO })
    }

    /// Packs so many more of it; tells how many were ordered and are packed, where the latter are more.
    fn pack(&mut self, count: Decimal) -> Option<(Decimal, Decimal)> {
        // Both figures are below their bound, so that only a fraction of dozens of digits can be too long to add.
        self.packed = self.packed.checked_add(count).ok()?;
        let ordered = self.quantity?;
        (self.packed > ordered).then_some((ordered, self.packed))
    }
}
