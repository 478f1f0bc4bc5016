//! Units by which duties are levied and goods are counted.

use crate::money::Decimal;
use alloc::string::String;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a unit is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// By a figure of its own that grows with the goods.
    Amount,
    /// By a property of the goods that stays the same however many there are.
    Property,
    /// As so many times another unit.
    Times(Unit, Decimal),
    /// From other figures, as the law defines it.
    Derived(Derivation),
}

/// A unit that the law defines by more than one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Derivation {
    /// Litres times strength; also stated outright.
    PureAlcohol,
    /// Net kilograms times per cent of sucrose.
    SucrosePercent,
    /// Net kilograms times the degrees that the sugar polarises below 100.
    DegreesUnderHundred,
    /// Grosses of buttons times their size in lines.
    LineGross,
    /// Jewels of each movement beyond seven.
    JewelsOverSeven,
}

/// One line of the table of units.
struct Row {
    symbol: &'static str,
    field: &'static str,
    names: &'static str,
    measure: Measure,
}

macro_rules! units {
    ($($(#[$doc:meta])* $unit:ident $symbol:literal $field:literal $names:literal $measure:expr;)+) => {
        /// A unit that a duty is levied by or a tariff counts in, tied to a field of the request's `quantities`.
        ///
        /// ```
        /// use landfall::goods::Unit;
        /// assert_eq!(Unit::parse("100 kg / net drained wt"), Some((100, Unit::DrainedKilogram)));
        /// assert_eq!(Unit::parse("doz. prs."), Some((1, Unit::DozenPairs)));
        /// assert_eq!(Unit::DrainedKilogram.field(), "drainedKilograms");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Unit {
            $($(#[$doc])* $unit,)+
        }

        impl Unit {
            /// Every unit, in the order of this list.
            pub const ALL: &[Unit] = &[$(Unit::$unit),+];

            fn row(self) -> &'static Row {
                match self {
                    $(Unit::$unit => const { &Row {
                        symbol: $symbol,
                        field: $field,
                        names: $names,
                        measure: $measure,
                    } },)+
                }
            }
        }
    };
}

use Measure::{Amount, Property};

const fn times(unit: Unit, mantissa: u64, decimals: u32) -> Measure {
    Measure::Times(unit, Decimal::constant(mantissa, decimals))
}

// Symbols are those of the Combined Nomenclature where it has one. Names are further spellings of the official
// tables, as [`squashed`] leaves them, between bars. Fields are names of the request.
units! {
    /// A kilogram of net weight.
    Kilogram "kg" "netWeight" "kilogram|kilograms|kgnet|kg/net|kgonentirecontentsofcontainer" Amount;
    /// A gram of net weight.
    Gram "g" "grams" "gram|grams" times(Unit::Kilogram, 1, 3);
    /// A tonne of net weight.
    Tonne "t" "tonnes" "tonne|tonnes|tne" times(Unit::Kilogram, 1000, 0);
    /// A kilogram of gross weight.
    GrossKilogram "kg gross" "grossWeight" "kg/gross|kg/br|kgbr" Amount;
    /// A kilogram of the goods with their immediate container.
    PackedKilogram "kg with container" "packedKilograms"
        "kgoncontentsandcontainer|kgincludingweightofcontainer" Amount;
    /// A kilogram of drained net weight.
    DrainedKilogram "kg/net eda" "drainedKilograms" "kgeda|kgneteda|kg/netdrainedwt|kgondrainedweight" Amount;
    /// A kilogram of dry matter.
    DryKilogram "kg/net mas" "dryKilograms" "kgmas|kgnetmas|kg/netdry" Amount;
    /// A kilogram of a substance 90 per cent dry.
    NinetyDryKilogram "kg 90 % sdt" "kilograms90PercentDry" "kg90pctsdt" Amount;
    /// A kilogram of air-dry weight, as wood pulp is weighed.
    AirDryKilogram "kg adw" "airDryKilograms" "" Amount;
    /// A kilogram of raw sugar of standard quality: a yield of 92 per cent in white sugar.
    StandardQualityKilogram "kg std qual" "standardQualityKilograms" "kg/stdqual" Amount;
    /// A kilogram of net weight times one per cent by weight of sucrose.
    KilogramPercentSucrose "kg / % sacchar." "sucrosePercent" "kg/net/%sacchar" Measure::Derived(Derivation::SucrosePercent);
    /// A kilogram of net weight times one degree of polarisation below 100.
    KilogramDegreeUnderHundred "kg / degree under 100" "sugarDegrees"
        "kgforeachdegreeunder100degreesandfractionsofadegreeinproportion"
        Measure::Derived(Derivation::DegreesUnderHundred);
    /// A kilogram of sugars in the goods.
    TotalSugarsKilogram "kg total sugars" "totalSugarsKilograms" "kgoftotalsugars|kgttlsug" Amount;
    /// A kilogram of milk solids in the goods.
    MilkSolidsKilogram "kg milk solids" "milkSolidsKilograms" "kgmsc|kgcmsc" Amount;
    /// A kilogram of lactic matter in the goods.
    LacticMatterKilogram "kg lactic matter" "lacticMatterKilograms" "kg/lacticmatter" Amount;
    /// A kilogram of dry lactic matter in the goods.
    DryLacticMatterKilogram "kg dry lactic matter" "dryLacticMatterKilograms" "kg/drylacticmatter" Amount;
    /// A kilogram of alcohol in the goods.
    TotalAlcoholKilogram "kg tot. alc." "totalAlcoholKilograms" "kg/totalc" Amount;
    /// A kilogram of wool free of grease and dirt.
    CleanKilogram "clean kg" "cleanKilograms" "cykg" Amount;
    /// A kilogram of anhydrous morphine in the goods.
    MorphineKilogram "kg anhydrous morphine" "morphineKilograms" "kgofanhydrousmorphinecontent|kgamc" Amount;
    /// A kilogram of choline chloride.
    CholineChlorideKilogram "kg C5H14ClNO" "cholineChlorideKilograms" "" Amount;
    /// A kilogram of hydrogen peroxide.
    HydrogenPeroxideKilogram "kg H2O2" "hydrogenPeroxideKilograms" "" Amount;
    /// A kilogram of potassium oxide.
    PotassiumOxideKilogram "kg K2O" "potassiumOxideKilograms" "" Amount;
    /// A kilogram of potassium hydroxide.
    PotassiumHydroxideKilogram "kg KOH" "potassiumHydroxideKilograms" "" Amount;
    /// A kilogram of methylamines.
    MethylaminesKilogram "kg met.am." "methylaminesKilograms" "" Amount;
    /// A kilogram of nitrogen.
    NitrogenKilogram "kg N" "nitrogenKilograms" "" Amount;
    /// A kilogram of sodium hydroxide.
    SodiumHydroxideKilogram "kg NaOH" "sodiumHydroxideKilograms" "naohkg" Amount;
    /// A kilogram of diphosphorus pentaoxide.
    PhosphorusPentoxideKilogram "kg P2O5" "phosphorusPentoxideKilograms" "" Amount;
    /// A kilogram of uranium.
    UraniumKilogram "kg U" "uraniumKilograms" "" Amount;
    /// A kilogram of ammonia.
    AmmoniaKilogram "kg NH3" "ammoniaKilograms" "nh3kg" Amount;
    /// A kilogram of vanadium pentoxide.
    VanadiumPentoxideKilogram "kg V2O5" "vanadiumPentoxideKilograms" "v2o5kg" Amount;
    /// A kilogram of chromium oxide.
    ChromiumOxideKilogram "kg Cr2O3" "chromiumOxideKilograms" "cr2o3kg" Amount;
    /// A kilogram of lead in the goods.
    LeadKilogram "kg Pb" "leadKilograms" "kgonleadcontent|pbkg" Amount;
    /// A kilogram of copper in the goods.
    CopperKilogram "kg Cu" "copperKilograms" "kgoncoppercontent|cukg" Amount;
    /// A kilogram of zinc in the goods.
    ZincKilogram "kg Zn" "zincKilograms" "kgonzinccontent|znkg" Amount;
    /// A kilogram of tungsten in the goods.
    TungstenKilogram "kg W" "tungstenKilograms" "kgontungstencontent|wkg" Amount;
    /// A kilogram of molybdenum in the goods.
    MolybdenumKilogram "kg Mo" "molybdenumKilograms" "kgonmolybdenumcontent|mokg" Amount;
    /// A kilogram of manganese in the goods.
    ManganeseKilogram "kg Mn" "manganeseKilograms" "kgonmanganesecontent|mnkg" Amount;
    /// A kilogram of magnesium in the goods.
    MagnesiumKilogram "kg Mg" "magnesiumKilograms" "kgonmagnesiumcontent|mgkg" Amount;
    /// A kilogram of silicon in the goods.
    SiliconKilogram "kg Si" "siliconKilograms" "kgonsiliconcontent|sikg" Amount;
    /// A kilogram of vanadium in the goods.
    VanadiumKilogram "kg V" "vanadiumKilograms" "vkg" Amount;
    /// A kilogram of chromium in the goods.
    ChromiumKilogram "kg Cr" "chromiumKilograms" "crkg" Amount;
    /// A kilogram of nickel in the goods.
    NickelKilogram "kg Ni" "nickelKilograms" "nikg" Amount;
    /// A kilogram of cobalt in the goods.
    CobaltKilogram "kg Co" "cobaltKilograms" "cokg" Amount;
    /// A kilogram of antimony in the goods.
    AntimonyKilogram "kg Sb" "antimonyKilograms" "sbkg" Amount;
    /// A kilogram of tin in the goods.
    TinKilogram "kg Sn" "tinKilograms" "snkg" Amount;
    /// A gram of gold in the goods.
    GoldGram "g Au" "goldGrams" "aug" Amount;
    /// A gram of silver in the goods.
    SilverGram "g Ag" "silverGrams" "agg" Amount;
    /// A gram of platinum in the goods.
    PlatinumGram "g Pt" "platinumGrams" "ptg" Amount;
    /// A gram of palladium in the goods.
    PalladiumGram "g Pd" "palladiumGrams" "pdg" Amount;
    /// A gram of rhodium in the goods.
    RhodiumGram "g Rh" "rhodiumGrams" "rhg" Amount;
    /// A gram of iridium in the goods.
    IridiumGram "g Ir" "iridiumGrams" "irg" Amount;
    /// A gram of osmium in the goods.
    OsmiumGram "g Os" "osmiumGrams" "osg" Amount;
    /// A gram of ruthenium in the goods.
    RutheniumGram "g Ru" "rutheniumGrams" "rug" Amount;
    /// A gram of fissile isotopes.
    FissileGram "gi F/S" "fissileGrams" "gifs" Amount;
    /// A carat of precious stones, one fifth of a gram.
    Carat "c/k" "carats" "carat|carats|ck" Amount;
    /// A tonne of a ship's carrying capacity.
    CarryingTonne "ct/l" "carryingTonnes" "ctl" Amount;

    /// A litre.
    Litre "l" "litres" "liter|liters|litre|litres|ltr" Amount;
    /// A hectolitre.
    Hectolitre "hl" "hectolitres" "hectolitre|hectolitres" times(Unit::Litre, 100, 0);
    /// A cubic metre.
    CubicMetre "m3" "cubicMetres" "m³|cubicmetre|cubicmetres" times(Unit::Litre, 1000, 0);
    /// A barrel of petroleum: 42 gallons of 231 cubic inches.
    Barrel "bbl" "barrels" "barrel|barrels" times(Unit::Litre, 158_987_294_928, 9);
    /// Strength: per cent of alcohol by volume.
    AlcoholByVolume "% vol" "alcoholVolume" "" Property;
    /// A litre of pure alcohol.
    PureAlcoholLitre "l alc. 100 %" "pureAlcoholLitres" "lalc100pct|litreofpurealcohol|lpa"
        Measure::Derived(Derivation::PureAlcohol);
    /// A hectolitre times one per cent of alcohol by volume: a litre of pure alcohol.
    PercentHectolitre "% vol / hl" "percentHectolitres" "" times(Unit::PureAlcoholLitre, 1, 0);
    /// A litre of half alcohol.
    ProofLitre "pf. litre" "proofLitres" "pfliter|pfliters|pfliteronethylalcoholcontent|proofliter"
        times(Unit::PureAlcoholLitre, 5, 1);

    /// A metre.
    Metre "m" "metres" "metre|metres|linm" Amount;
    /// A metre of optical fibre.
    FibreMetre "m fibre" "fibreMetres" "fiberm" Amount;
    /// A square metre.
    SquareMetre "m2" "squareMetres" "m²|m2ofrecordingsurface|squaremetre|squaremetres" Amount;
    /// A square centimetre.
    SquareCentimetre "cm2" "squareCentimetres" "cm²" times(Unit::SquareMetre, 1, 4);
    /// A square of shingles, 100 square feet as laid.
    ShingleSquare "square" "shingleSquares" "" Amount;

    /// A piece.
    Piece "p/st" "pieces" "pst|each|item|items|piece|pieces|no|number|pcs|head|article|pins|nar" Amount;
    /// Twelve pieces.
    Dozen "doz" "dozens" "dozen|dozens|dzpcs|dozpcs" times(Unit::Piece, 12, 0);
    /// Twelve dozen pieces.
    Gross "gross" "grosses" "" times(Unit::Piece, 144, 0);
    /// A pair.
    Pair "pa" "pairs" "pr|prs|pair|pairs|npr" Amount;
    /// Twelve pairs.
    DozenPairs "doz pa" "dozenPairs" "dozpr|dozprs|dozenpairs" times(Unit::Pair, 12, 0);
    /// An immediate container.
    Container "container" "containers" "immediatecontainers" Amount;
    /// A pack of playing cards.
    Pack "pack" "packs" "packs" Amount;
    /// A dose.
    Dose "dose" "doses" "doses" Amount;
    /// A cell of a battery or an element.
    Cell "ce/el" "cells" "ceel|ncl" Amount;
    /// A jewel of a watch movement.
    Jewel "jewel" "jewels" "jewels|jwls" Amount;
    /// A jewel of a watch movement beyond its seventh.
    JewelOverSeven "jewel over 7" "jewels" "" Measure::Derived(Derivation::JewelsOverSeven);
    /// The size of a button: a line is a fortieth of an inch.
    ButtonLine "line" "buttonLines" "" Property;
    /// A gross of buttons times one line of their size.
    LineGross "line / gross" "buttonLines" "grlines" Measure::Derived(Derivation::LineGross);
    /// Per cent by weight of sucrose.
    SucrosePercent "% sacchar." "sucrosePercent" "" Property;
    /// Degrees of polarisation of sugar.
    SugarDegree "degree" "sugarDegrees" "degrees" Property;

    /// A terajoule of gross calorific value.
    Terajoule "TJ" "terajoules" "tjo" Amount;
    /// A megawatt hour.
    MegawattHour "MWh" "megawattHours" "" Amount;
    /// A kilowatt hour.
    KilowattHour "kWh" "kilowattHours" "" times(Unit::MegawattHour, 1, 3);
    /// A watt.
    Watt "W" "watts" "wat" Amount;
    /// A gigabecquerel of radioactivity.
    Gigabecquerel "GBq" "gigabecquerels" "" Amount;
}

/// Spellings that stand for a number of a unit.
const MULTIPLES: &[(&str, u32, Unit)] = &[
    ("tincludingweightofcontainer", 1000, Unit::PackedKilogram),
    ("tadw", 1000, Unit::AirDryKilogram),
    ("tdwb", 1000, Unit::DryKilogram),
    ("snt", 1000, Unit::TinKilogram),
    ("nh3t", 1000, Unit::AmmoniaKilogram),
    ("cr2o3t", 1000, Unit::ChromiumOxideKilogram),
    ("hundreds", 100, Unit::Piece),
    ("thousand", 1000, Unit::Piece),
    ("thousands", 1000, Unit::Piece),
    ("thousandm", 1000, Unit::Metre),
    ("thousandm3", 1000, Unit::CubicMetre),
    ("grossofimmediatecontainers", 144, Unit::Container),
];

impl Unit {
    /// As expressions are printed: `kg`, `p/st`, `% vol / hl`.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        self.row().symbol
    }

    /// The field of the request that tells how much of it there is; for a unit that is made of two figures, the one
    /// that is not the ordinary measure of such goods.
    #[must_use]
    pub fn field(self) -> &'static str {
        self.row().field
    }

    /// The unit that a field of the request is counted in.
    #[must_use]
    pub fn from_field(field: &str) -> Option<Unit> {
        let stated = |unit: &Unit| !matches!(unit.measure(), Measure::Derived(derivation) if derivation != Derivation::PureAlcohol);
        Unit::ALL.iter().copied().filter(stated).find(|unit| unit.field() == field)
    }

    /// Reads a unit with the number of it that stands before it, as the official tables write them: `100 kg`,
    /// `1,000 p/st`, `l alc. 100 %`, `pf.liters`. Spaces, dots, hyphens, commas and case do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<(u32, Unit)> {
        let text: String = squashed(text).collect();
        let name = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let number = text.strip_suffix(name).filter(|number| !number.is_empty());
        let (multiple, unit) = if name.is_empty() && number.is_some() { (1, Unit::Piece) } else { Unit::named(name)? };
        let number = number.map_or(Some(1_u32), |number| number.parse().ok())?;
        Some((number.checked_mul(multiple).filter(|number| *number > 0)?, unit))
    }

    /// The unit of a squashed spelling, with the number that this spelling implies.
    fn named(name: &str) -> Option<(u32, Unit)> {
        let is_named = |unit: &&Unit| {
            squashed(unit.symbol()).eq(name.chars())
                || (!name.is_empty() && unit.row().names.split('|').any(|other| other == name))
        };
        Unit::ALL.iter().find(is_named).map(|unit| (1, *unit)).or_else(|| {
            let (_, number, unit) = MULTIPLES.iter().find(|(spelling, ..)| *spelling == name)?;
            Some((*number, *unit))
        })
    }

    /// Whether it is a property of the goods, the same for one as for many.
    #[must_use]
    pub fn is_property(self) -> bool {
        self.measure() == Property
    }

    /// Whether it is a piece, or so many pieces.
    #[must_use]
    pub fn counts_pieces(self) -> bool {
        self == Unit::Piece || matches!(self.measure(), Measure::Times(Unit::Piece, _))
    }

    pub(super) fn measure(self) -> Measure {
        self.row().measure
    }
}

/// A spelling without what the tables write now so, now so.
pub(super) fn squashed(text: &str) -> impl Iterator<Item = char> {
    let kept = |letter: &char| !letter.is_whitespace() && !matches!(letter, '.' | '-' | ',' | '(' | ')' | '_');
    text.chars().filter(kept).map(|letter| letter.to_ascii_lowercase())
}

impl Serialize for Unit {
    /// Its symbol.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let symbol = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let unit = Unit::parse(&symbol).filter(|(number, _)| *number == 1).map(|(_, unit)| unit);
        unit.ok_or_else(|| D::Error::custom("not a known unit"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_spelling_names_one_unit() {
        let mut seen = BTreeSet::new();
        let spellings = Unit::ALL.iter().flat_map(|unit| {
            let names = unit.row().names.split('|').filter(|name| !name.is_empty()).map(str::to_owned);
            names.chain([squashed(unit.symbol()).collect()])
        });
        for spelling in spellings.chain(MULTIPLES.iter().map(|(name, ..)| (*name).to_owned())) {
            assert!(squashed(&spelling).eq(spelling.chars()), "not as a text is looked up");
            assert!(seen.insert(spelling.clone()), "{spelling} stands twice");
        }
    }

    #[test]
    fn every_unit_is_read_back_by_its_symbol_and_its_field() {
        for unit in Unit::ALL {
            assert_eq!(Unit::parse(unit.symbol()), Some((1, *unit)));
            assert_eq!(serde_json::from_str::<Unit>(&serde_json::to_string(unit).unwrap()).unwrap(), *unit);
            let by_field = Unit::from_field(unit.field()).unwrap();
            assert!(by_field == *unit || matches!(unit.measure(), Measure::Derived(_)), "{unit:?}");
        }
        assert_eq!(Unit::from_field("bushels"), None);
    }

    #[test]
    fn units_of_the_official_tables_are_known() {
        // The columns of quantity of the Combined Nomenclature 2026 and of the US schedule of June 2026.
        for (text, number, unit) in [
            ("PST", 1, Unit::Piece),
            ("1000_PST", 1000, Unit::Piece),
            ("100 p/st", 100, Unit::Piece),
            ("PA", 1, Unit::Pair),
            ("L_ALC_100PCT", 1, Unit::PureAlcoholLitre),
            ("KG_90PCT_SDT", 1, Unit::NinetyDryKilogram),
            ("KG_NET_EDA", 1, Unit::DrainedKilogram),
            ("KG_P2O5", 1, Unit::PhosphorusPentoxideKilogram),
            ("KG_MET_AM", 1, Unit::MethylaminesKilogram),
            ("GI_FS", 1, Unit::FissileGram),
            ("CEEL", 1, Unit::Cell),
            ("CTL", 1, Unit::CarryingTonne),
            ("1000_KWH", 1000, Unit::KilowattHour),
            ("1000_M3", 1000, Unit::CubicMetre),
            ("No.", 1, Unit::Piece),
            ("doz.", 1, Unit::Dozen),
            ("doz. prs.", 1, Unit::DozenPairs),
            ("m²", 1, Unit::SquareMetre),
            ("kg cmsc", 1, Unit::MilkSolidsKilogram),
            ("cy kg", 1, Unit::CleanKilogram),
            ("Au g", 1, Unit::GoldGram),
            ("t adw", 1000, Unit::AirDryKilogram),
            ("thousand m3", 1000, Unit::CubicMetre),
            ("pf.liters", 1, Unit::ProofLitre),
            ("Jwls.", 1, Unit::Jewel),
            ("gr.lines", 1, Unit::LineGross),
        ] {
            assert_eq!(Unit::parse(text), Some((number, unit)), "{text}");
        }
        for bad in ["", "0 kg", "bushel", "0", "99999999999 kg", "kg kg"] {
            assert_eq!(Unit::parse(bad), None, "{bad}");
        }
    }
}
