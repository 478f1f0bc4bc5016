//! How much of each unit there is.

use super::unit::{Derivation, Measure, Unit};
use crate::money::{Decimal, Inexact, Rounding};
use crate::sorted::Sorted;

/// The figures known about goods: amounts, by the unit that they are counted in, and properties.
///
/// What can be converted without further facts is one figure: grams and tonnes are kilograms, dozens are pieces.
///
/// ```
/// use landfall::goods::{Quantities, Unit};
/// use landfall::money::Decimal;
/// let mut quantities = Quantities::default();
/// quantities.insert(Unit::Dozen, Decimal::from_integer(5)).unwrap();
/// assert_eq!(quantities.get(Unit::Piece), Ok(Decimal::from_integer(60)));
/// assert_eq!(quantities.get(Unit::Pair), Err(Unit::Pair));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantities(Sorted<Unit, Decimal>);

/// Decimals that a conversion by division is carried to: no amount is rounded to so many.
const CARRIED: u32 = 12;

/// An amount that is still to be divided: five pieces are 5 over 12 dozens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    pub(super) amount: Decimal,
    pub(super) over: Decimal,
}

impl Ratio {
    fn whole(amount: Decimal) -> Ratio {
        Ratio { amount, over: Decimal::ONE }
    }

    /// The quotient: exact where it ends, else carried further than any amount is rounded.
    pub(super) fn value(self) -> Result<Decimal, Inexact> {
        if self.over == Decimal::ONE {
            return Ok(self.amount);
        }
        self.amount.divide(self.over, CARRIED, Rounding::HalfEven)
    }
}

impl Quantities {
    /// Nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes how much of a unit there is, and says what was known before, in the same unit.
    ///
    /// # Errors
    /// [`Inexact`] where the figure can't be kept exactly, or is below zero.
    pub fn insert(&mut self, unit: Unit, amount: Decimal) -> Result<Option<Decimal>, Inexact> {
        if amount.is_negative() {
            return Err(Inexact);
        }
        let (base, factor) = base(unit);
        let before = self.0.insert(base, amount.checked_mul(factor)?);
        before.map(|amount| Ratio { amount, over: factor }.value()).transpose()
    }

    /// How much there is of a unit, converted where that takes no further fact; a conversion into twelfths and the
    /// like is carried to twelve decimals.
    ///
    /// # Errors
    /// The unit whose figure is missing: the one asked for, or one that it is made of. A figure too long to be kept
    /// exactly counts as missing.
    pub fn get(&self, unit: Unit) -> Result<Decimal, Unit> {
        self.ratio(unit)?.value().map_err(|Inexact| unit)
    }

    /// The figures as they are kept, each in the unit that others are converted from.
    pub fn iter(&self) -> impl Iterator<Item = (Unit, Decimal)> {
        self.0.iter().map(|(unit, amount)| (*unit, *amount))
    }

    /// The quantities of so many of the goods: amounts grow, properties stay.
    ///
    /// # Errors
    /// [`Inexact`] where an amount can't be kept exactly.
    pub fn times(&self, count: Decimal) -> Result<Quantities, Inexact> {
        let grown = |(unit, amount): (Unit, Decimal)| {
            Ok((unit, if unit.is_property() { amount } else { amount.checked_mul(count)? }))
        };
        self.iter().map(grown).collect::<Result<_, _>>().map(Quantities)
    }

    /// The quantities of these goods and others together: of units that both know, and of properties that both share.
    ///
    /// # Errors
    /// [`Inexact`] where an amount can't be kept exactly.
    pub fn plus(&self, other: &Quantities) -> Result<Quantities, Inexact> {
        let mut sum = Quantities::default();
        for (unit, amount) in self.iter() {
            match other.0.get(&unit) {
                Some(more) if unit.is_property() && *more == amount => sum.0.insert(unit, amount),
                Some(more) if !unit.is_property() => sum.0.insert(unit, amount.checked_add(*more)?),
                _ => None,
            };
        }
        Ok(sum)
    }

    pub(super) fn ratio(&self, unit: Unit) -> Result<Ratio, Unit> {
        let (base, over) = base(unit);
        if let Some(amount) = self.0.get(&base) {
            return Ok(Ratio { amount: *amount, over });
        }
        let Measure::Derived(derivation) = base.measure() else { return Err(base) };
        let Ratio { amount, over: first } = self.derived(derivation)?;
        let over = over.checked_mul(first).map_err(|Inexact| unit)?;
        Ok(Ratio { amount, over })
    }

    fn known(&self, unit: Unit) -> Result<Decimal, Unit> {
        self.0.get(&unit).copied().ok_or(unit)
    }

    fn product(&self, a: Unit, b: Unit) -> Result<Decimal, Unit> {
        self.known(a)?.checked_mul(self.known(b)?).map_err(|Inexact| a)
    }

    fn derived(&self, derivation: Derivation) -> Result<Ratio, Unit> {
        let hundred = Decimal::constant(100, 0);
        Ok(match derivation {
            Derivation::PureAlcohol => {
                let product = self.product(Unit::Litre, Unit::AlcoholByVolume);
                Ratio { amount: product.map_err(|_| Unit::PureAlcoholLitre)?, over: hundred }
            }
            Derivation::SucrosePercent => Ratio::whole(self.product(Unit::Kilogram, Unit::SucrosePercent)?),
            Derivation::DegreesUnderHundred => {
                let under = hundred.checked_sub(self.known(Unit::SugarDegree)?).map_err(|Inexact| Unit::SugarDegree)?;
                let under = under.max(Decimal::ZERO);
                let product = self.known(Unit::Kilogram)?.checked_mul(under);
                Ratio::whole(product.map_err(|Inexact| Unit::Kilogram)?)
            }
            Derivation::LineGross => {
                Ratio { amount: self.product(Unit::Piece, Unit::ButtonLine)?, over: Decimal::constant(144, 0) }
            }
            Derivation::JewelsOverSeven => {
                let seven = self.known(Unit::Piece)?.checked_mul(Decimal::constant(7, 0));
                let jewels = self.known(Unit::Jewel)?;
                let over = seven.and_then(|seven| jewels.checked_sub(seven)).map_err(|Inexact| Unit::Jewel)?;
                Ratio::whole(over.max(Decimal::ZERO))
            }
        })
    }
}

/// The unit that `unit` is converted to, and how much of it one is.
fn base(unit: Unit) -> (Unit, Decimal) {
    match unit.measure() {
        Measure::Times(base, factor) => (base, factor),
        _ => (unit, Decimal::ONE),
    }
}

/// A unit in which a request may state a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightUnit {
    /// `g`.
    Gram,
    /// `kg`.
    Kilogram,
    /// `oz`, the avoirdupois ounce of 28.349523125 g.
    Ounce,
    /// `lb`, the avoirdupois pound of 0.45359237 kg.
    Pound,
}

impl WeightUnit {
    /// The unit of `g`, `kg`, `oz` or `lb`.
    #[must_use]
    pub fn parse(symbol: &str) -> Option<WeightUnit> {
        Some(match symbol {
            "g" => WeightUnit::Gram,
            "kg" => WeightUnit::Kilogram,
            "oz" => WeightUnit::Ounce,
            "lb" => WeightUnit::Pound,
            _ => return None,
        })
    }

    /// So many of it, in kilograms; exact, as the ounce and the pound are defined by the kilogram.
    ///
    /// # Errors
    /// [`Inexact`] where the result has more than 28 digits.
    ///
    /// ```
    /// use landfall::goods::WeightUnit;
    /// use landfall::money::Decimal;
    /// let two = Decimal::from_integer(2);
    /// assert_eq!(WeightUnit::Pound.kilograms(two).unwrap().to_string(), "0.90718474");
    /// ```
    pub fn kilograms(self, amount: Decimal) -> Result<Decimal, Inexact> {
        amount.checked_mul(match self {
            WeightUnit::Gram => Decimal::constant(1, 3),
            WeightUnit::Kilogram => Decimal::ONE,
            WeightUnit::Ounce => Decimal::constant(28_349_523_125, 12),
            WeightUnit::Pound => Decimal::constant(45_359_237, 8),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn known(figures: &[(Unit, &str)]) -> Quantities {
        let mut quantities = Quantities::default();
        for (unit, amount) in figures {
            quantities.insert(*unit, d(amount)).unwrap();
        }
        quantities
    }

    #[test]
    fn one_figure_serves_every_unit_that_it_converts_to() {
        let weight = known(&[(Unit::Tonne, "0.25")]);
        assert_eq!(weight.get(Unit::Kilogram), Ok(d("250")));
        assert_eq!(weight.get(Unit::Gram), Ok(d("250000")));
        let volume = known(&[(Unit::CubicMetre, "2")]);
        assert_eq!(volume.get(Unit::Hectolitre), Ok(d("20")));
        assert_eq!(known(&[(Unit::Barrel, "3")]).get(Unit::Barrel), Ok(d("3")));
        assert_eq!(known(&[(Unit::Barrel, "1")]).get(Unit::Litre), Ok(d("158.987294928")));
        let count = known(&[(Unit::Gross, "1")]);
        assert_eq!(count.get(Unit::Dozen), Ok(d("12")));
        assert_eq!(known(&[(Unit::Piece, "5")]).get(Unit::Dozen), Ok(d("0.416666666667")));
        assert_eq!(known(&[(Unit::DozenPairs, "2")]).get(Unit::Pair), Ok(d("24")));
    }

    #[test]
    fn nothing_is_converted_that_takes_a_further_fact() {
        let quantities = known(&[(Unit::Kilogram, "5"), (Unit::Piece, "4")]);
        for unit in [Unit::GrossKilogram, Unit::DrainedKilogram, Unit::Pair, Unit::Litre, Unit::PureAlcoholLitre] {
            assert_eq!(quantities.get(unit), Err(unit));
        }
    }

    #[test]
    fn units_of_two_figures() {
        // 70 cl at 40 % vol are 0.28 l of pure alcohol, 0.56 proof litres, 0.28 % vol / hl.
        let spirit = known(&[(Unit::Litre, "0.7"), (Unit::AlcoholByVolume, "40")]);
        assert_eq!(spirit.get(Unit::PureAlcoholLitre), Ok(d("0.28")));
        assert_eq!(spirit.get(Unit::ProofLitre), Ok(d("0.56")));
        assert_eq!(spirit.get(Unit::PercentHectolitre), Ok(d("0.28")));
        // What is stated outright wins over what can be worked out.
        let stated = known(&[(Unit::Litre, "0.7"), (Unit::AlcoholByVolume, "40"), (Unit::PureAlcoholLitre, "0.3")]);
        assert_eq!(stated.get(Unit::PureAlcoholLitre), Ok(d("0.3")));

        let sugar = known(&[(Unit::Kilogram, "1000"), (Unit::SugarDegree, "97.5"), (Unit::SucrosePercent, "60")]);
        assert_eq!(sugar.get(Unit::KilogramDegreeUnderHundred), Ok(d("2500")));
        assert_eq!(sugar.get(Unit::KilogramPercentSucrose), Ok(d("60000")));
        assert_eq!(known(&[(Unit::Kilogram, "1")]).get(Unit::KilogramPercentSucrose), Err(Unit::SucrosePercent));

        let buttons = known(&[(Unit::Gross, "2"), (Unit::ButtonLine, "24")]);
        assert_eq!(buttons.get(Unit::LineGross), Ok(d("48")));
        let clocks = known(&[(Unit::Piece, "3"), (Unit::Jewel, "27")]);
        assert_eq!(clocks.get(Unit::JewelOverSeven), Ok(d("6")));
        assert_eq!(known(&[(Unit::Piece, "3"), (Unit::Jewel, "3")]).get(Unit::JewelOverSeven), Ok(d("0")));
    }

    #[test]
    fn more_of_the_goods_is_more_of_them_and_no_stronger() {
        let bottle = known(&[(Unit::Litre, "0.7"), (Unit::AlcoholByVolume, "40")]);
        let case = bottle.times(d("6")).unwrap();
        assert_eq!(case.get(Unit::Litre), Ok(d("4.2")));
        assert_eq!(case.get(Unit::AlcoholByVolume), Ok(d("40")));
        assert_eq!(case.get(Unit::PureAlcoholLitre), Ok(d("1.68")));
    }

    #[test]
    fn a_second_figure_for_the_same_unit_shows() {
        let mut quantities = known(&[(Unit::Dozen, "2")]);
        assert_eq!(quantities.insert(Unit::Piece, d("25")), Ok(Some(d("24"))));
        assert_eq!(quantities.insert(Unit::Piece, d("-1")), Err(Inexact));
    }

    #[test]
    fn pounds_and_ounces_are_exact() {
        assert_eq!(WeightUnit::parse("oz").unwrap().kilograms(d("16")), WeightUnit::Pound.kilograms(d("1")));
        assert_eq!(WeightUnit::Gram.kilograms(d("250")), Ok(d("0.25")));
        assert_eq!(WeightUnit::parse("stone"), None);
    }
}
