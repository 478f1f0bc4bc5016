//! The section of law: what each type of the law's language is made of. A part keeps its place, a case its number.

use super::SnapshotError;
use super::bytes::Reader;
use super::packed::{Packed, Packer, Unpacker, packed};
use crate::{
    law::{
        Agreement, Amount, Carrier, Collected, Comparator, Comparison, Condition, Confidence, DayOf, DeliveryTerm,
        Doubt, Effect, FactName, Formula, GoodsClass, Grant, Issuer, Key, Kind, Law, Levy, Limit, Notice, Payer, Per,
        Place, PostalCodes, Rate, RateRow, RateTable, Regime, RegistrationType, Round, Scheme, Scope, Side, Slot,
        Source, Standing, Subject, Term, Test, Valuation,
    },
    money::Rounding,
    request::{FactKind, Incoterm},
};
use alloc::vec::Vec;

pub(super) fn read_law(reader: Reader<'_>) -> Result<Law, SnapshotError> {
    Unpacker::whole(reader)
}

/// The section of law.
#[must_use]
pub fn write_law(law: &Law) -> Vec<u8> {
    Packer::whole(law)
}

packed! {
    struct Law { regimes, places, tables, goods, terms, facts, registrations, carriers }
    struct Regime {
        id, name, places, region_needed, currency, currencies, customs_value, customs_value_round, valuations,
        rates_for_values, rates_for_limits, rates_of, importer, schemes,
        levies, proof_waiver, agreements, refusals, notices, hints
    }
    struct Valuation { id, period, when, customs_value, doubts, source }
    struct Scheme { id, name, period, day, when, importer, source }
    struct Levy {
        id, name, kind, period, day, when, per, base, base_round, rate, slot, inside_own_base, round, rounded_in_bases,
        waived, standing, doubts, less, reckoned, shown_if_unclear, beyond, of_carrier, enters_bases,
        reliable_until, collected, recoverable, source
    }
    struct Agreement { id, name, origins, period, when, grant, proofs, always_proven, waiver, doubt, source }
    struct Notice { code, period, when, message, action, lowers }
    struct Place { id, name, country, regions, postal_codes }
    struct PostalCodes { from, to }
    struct RateTable { id, by, rows }
    struct RateRow { key, period, prefixes, rate, most, source }
    struct GoodsClass { id, prefixes, except }
    struct DeliveryTerm { term, charges }
    struct FactName { name, kind }
    struct RegistrationType { id, name, forms }
    struct Carrier { id, name, incoterms, divisor, levies }
    struct Source { law, source, confidence }
    struct Doubt { when, effect, code, message, action }
    struct Formula { 0 }
    struct Term { amount, times, over }
    struct Comparison { comparator, limit }
    struct Round { step, mode }
    enum Condition {
        0 All(every), 1 Any(one), 2 Not(other), 3 Is(subject, among), 4 Registered(side, kind, issuer),
        5 Goods(scope, class), 6 Amount(scope, formula, comparison), 7 Levied(among), 8 Listed { tariff, list },
        9 Fact(name, test), 10 Surely(other)
    }
    enum Test { 0 Flag(holds), 1 Word(among), 2 Number(every) }
    enum Issuer { 0 Anyone, 1 Named(place), 2 Destination }
    enum Effect { 0 Remark, 1 Open(unless) }
    enum Key { 0 Place, 1 Origin }
    enum Limit { 0 Money(money), 1 Number(number) }
    enum Amount { 0 Goods, 1 Shipping, 2 Insurance, 3 CustomsValue, 4 Levy(id), 5 Kind(kind), 6 Advanced }
    enum Rate {
        0 Of(expression), 1 Table(id), 2 Tariff { id, column }, 3 InsteadOf(id, expression), 4 Merchant,
        5 Between { least, most, shows_least }, 6 Unknown { message, action }
    }
    enum Grant { 0 Rate(expression), 1 AtBest(expression), 2 Column { column, partners } }
    enum Standing { 0 On, 1 Off, 2 Open(unless) }
    enum Subject {
        0 Place, 1 ShipFrom, 2 Origin, 3 Transport, 4 Buyer, 5 Seller, 6 Purpose, 7 Declaration, 8 Incoterm, 9 Scheme,
        10 Carrier, 11 ChargesPaidBy, 12 Preference, 13 ShipTo
    }
    enum Side { 0 Seller, 1 Buyer, 2 Marketplace }
    enum Scope { 0 Piece, 1 Line, 2 Consignment }
    enum Comparator { 0 Below, 1 AtMost, 2 Above, 3 AtLeast }
    enum DayOf { 0 Entry, 1 Sale, 2 Export }
    enum Kind { 0 Duty, 1 TradeRemedy, 2 Excise, 3 Tax, 4 Fee }
    enum Per { 0 TariffLine, 1 Class, 2 Consignment }
    enum Slot { 0 Duty, 1 Remedies, 2 Tax }
    enum Rounding { 0 HalfUp, 1 HalfEven, 2 Down, 3 Up }
    enum Collected { 0 Checkout, 1 Import, 2 Accounted }
    enum Payer { 0 Buyer, 1 Seller }
    enum Confidence { 0 Low, 1 Medium, 2 Firm }
    enum FactKind { 0 Flag, 1 Number, 2 Text }
    enum Incoterm {
        0 Exw, 1 Fca, 2 Fas, 3 Fob, 4 Cfr, 5 Cif, 6 Cpt, 7 Cip, 8 Dap, 9 Dpu, 10 Ddp, 11 Ddu, 12 Dat, 13 Daf, 14 Deq,
        15 Des
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{goods::duty::Expression, money::Decimal};
    use alloc::{boxed::Box, string::String, vec};

    fn read<T: Packed>(bytes: &[u8]) -> Result<T, SnapshotError> {
        Unpacker::whole(Reader::new("test", bytes))
    }

    fn nested(depth: usize) -> Condition {
        (0..depth).fold(Condition::ALWAYS, |condition, _| Condition::Not(Box::new(condition)))
    }

    #[test]
    fn what_is_written_is_read_back() {
        let is = Condition::Is(Subject::Buyer, vec!["consumer".into(), "private".into()]);
        let condition = Condition::Any(vec![nested(3), Condition::All(vec![is.clone(), is])]);
        assert_eq!(read::<Condition>(&Packer::whole(&condition)).unwrap(), condition);
        for rate in [
            Rate::Of(Expression::ad_valorem(Decimal::parse("4.5").unwrap())),
            Rate::InsteadOf("duty".into(), Expression::free()),
            Rate::Merchant,
        ] {
            assert_eq!(read::<Rate>(&Packer::whole(&rate)).unwrap(), rate);
        }
        let grant = Grant::Column { column: "mfn".into(), partners: vec!["mfn".into()] };
        let bytes = Packer::whole(&grant);
        assert_eq!(bytes, b"\x01mfn\0\x02\0\x01\0\0\x02\x01", "a text that stands twice is kept once");
        assert_eq!(read::<Grant>(&bytes).unwrap(), grant);
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        for (depth, sound) in [(19, true), (20, false), (10_000, false)] {
            let bytes = [&[0; 4][..], &vec![2; depth], &[0, 0]].concat();
            assert_eq!(read::<Condition>(&bytes).is_ok(), sound, "{depth}");
        }
        assert!(read::<Condition>(&Packer::whole(&nested(19))).is_ok());
    }

    #[test]
    fn what_stands_for_nothing_is_refused() {
        assert_eq!(read::<Side>(&[0, 0, 0, 0, 1]).unwrap(), Side::Buyer);
        for (bytes, why) in [
            (&[0, 0, 0, 0, 3][..], "points at what it does not hold"),
            (&[0; 4], "ends too early"),
            (&[0; 6], "holds more than it should"),
            (&[2, 0], "announces more than it holds"),
        ] {
            let error = read::<Side>(bytes).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(read::<String>(b"\x01ab\0\x01\x01\0\0").is_err(), "a text that the table does not have");
        assert!(read::<Decimal>(b"\x01ab\0\x01\0\0\0").is_err(), "a text that is no number");
        assert!(read::<Expression>(b"\x01?\0\x01\0\0\0").is_err(), "a text that is no duty");
    }
}
