import type { LandfallError, Problem } from "./error.js";

/**
 * The quote contract in types: what goes in, what comes out.
 *
 * Amounts are decimal strings, never floats. Countries are ISO 3166-1 alpha-2 (`XI` for Northern Ireland), currencies
 * ISO 4217, days RFC 3339 full-dates.
 */

/**
 * A number in digits with at most one dot: `"12.50"`.
 *
 * @pattern ^-?[0-9]+(\.[0-9]+)?$
 */
export type DecimalString = `${number}`;

/** A decimal as a request may give it: `"12.50"`, `12.5`, `12n`; a number stands for its shortest decimal form. */
export type Decimal = string | number | bigint;

/**
 * A calendar day: `"2026-07-01"`.
 *
 * @pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}$
 */
export type Day = `${number}-${number}-${number}`;

/**
 * Two capital letters of ISO 3166-1: `"DE"`; `"XI"` is Northern Ireland.
 *
 * @pattern ^[A-Z]{2}$
 */
export type Country = Uppercase<string>;

/**
 * Three capital letters of ISO 4217: `"EUR"`.
 *
 * @pattern ^[A-Z]{3}$
 */
export type CurrencyCode = Uppercase<string>;

/**
 * A commodity code: 2 to 12 digits, with or without dots or spaces between them: `"6109.10.00"`. Of a code that comes
 * from elsewhere say `code as HsCode`: the engine checks every one.
 *
 * @pattern ^[0-9]([. ]?[0-9]){1,11}$
 */
export type HsCode =
  | `${number}`
  | `${number}.${number}`
  | `${number}.${number}.${number}`
  | `${number}.${number}.${number}.${number}`
  | `${number} ${number}`
  | `${number} ${number} ${number}`
  | `${number} ${number} ${number} ${number}`;

/** An amount that a request gives: `{ amount: "12.50", currency: "EUR" }`. */
export interface MoneyInput {
  /** In units of the currency, not its hundredths: `"12.50"` is twelve and a half. */
  amount: Decimal;
  currency: CurrencyCode;
}

/** An amount of a quote: `{ amount: "12.50", currency: "EUR" }`, `{ amount: "1250", currency: "JPY" }`. */
export interface Money {
  /** In units of the currency, with its own number of decimals. Text, so that no float touches it. */
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
}

/** Where a parcel starts or ends: `{ country: "CA", region: "ON", postalCode: "M5V 3L9" }`. */
export interface Address {
  country: Country;
  /** The part of an ISO 3166-2 code after the dash: `"ON"`. Where a country's parts have laws of their own, it narrows the quote. */
  region?: string;
  /** As it is written there; it tells territories with a law of their own: `"BT1 5GS"` lies in Northern Ireland. */
  postalCode?: string;
}

/** How the goods travel: `"courier"` for express operators, `"post"` for the designated postal operators. */
export type Transport = "courier" | "post" | "air" | "sea" | "road";

/** A term of delivery, of Incoterms 2020 or older: `"DDP"` where the seller pays import charges, `"DAP"` where the buyer does. */
export type Incoterm =
  | "EXW" | "FCA" | "FAS" | "FOB" | "CFR" | "CIF" | "CPT" | "CIP" | "DAP" | "DPU" | "DDP"
  | "DDU" | "DAT" | "DAF" | "DEQ" | "DES";

/** A registration for tax or customs: `{ type: "IOSS", number: "IM3720000000", issuer: "IE" }`. */
export interface Registration {
  /** As carriers use them, `VAT`, `IOSS`, `EOR`, `EIN`; and those of other schemes, `VOEC`, `ARN`. */
  type: Uppercase<string>;
  number: string;
  issuer?: Issuer;
}

/**
 * Who issued a registration: a country, `"IE"`, or a part of one by its ISO 3166-2 code, `"US-NY"`.
 *
 * @pattern ^[A-Z]{2}(-[A-Z0-9]{1,3})?$
 */
export type Issuer = Uppercase<string>;

/** One party of the sale: `{ country: "CN", registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] }`. */
export interface Party {
  /** Where it is established. */
  country?: Country;
  /** For taxes and customs; they decide which scheme is open to it. */
  registrations?: readonly Registration[];
}

/** A weight of one unit: `{ value: "0.250", unit: "kg" }`. */
export interface Weight {
  value: Decimal;
  /** Grams, kilograms, avoirdupois ounces or pounds. */
  unit: "g" | "kg" | "oz" | "lb";
}

/**
 * Other measures of one unit of a line, for duties per such a unit: `{ pairs: 1 }`, `{ litres: "0.75", alcoholVolume: 13 }`. The
 * snapshot lists every name it knows.
 */
export interface Quantities {
  /** How many articles one unit is. */
  pieces?: Decimal;
  pairs?: Decimal;
  dozens?: Decimal;
  litres?: Decimal;
  /** Litres of pure alcohol. */
  pureAlcoholLitres?: Decimal;
  /** Per cent by volume. */
  alcoholVolume?: Decimal;
  squareMetres?: Decimal;
  cubicMetres?: Decimal;
  metres?: Decimal;
  /** Metric carats of 0.2 grams. */
  carats?: Decimal;
  grams?: Decimal;
  /** Without the liquid that it is packed in. */
  drainedKilograms?: Decimal;
  megawattHours?: Decimal;
  [measure: string]: Decimal | undefined;
}

/** The merchant's own binding rates for a line, in the duty grammar: `{ duty: "4 % + 20 EUR / 100 kg" }`. */
export interface MerchantRates {
  /** In place of the ordinary duty. */
  duty?: string;
  /** In place of the trade remedies. */
  remedies?: readonly string[];
  /** In place of the principal import tax. */
  tax?: string;
}

/**
 * A line of the cart.
 *
 * @example
 * const item: RequestItem = {
 *   description: "cotton T-shirt",
 *   quantity: 2,
 *   unitPrice: { amount: "20.00", currency: "EUR" },
 *   hsCode: "6109.10.00",
 *   originCountry: "BD",
 *   netWeight: { value: "0.2", unit: "kg" },
 * };
 */
export interface RequestItem {
  /** Your name for the line, unique in the request; its index where left out. */
  id?: string;
  /** What it is, in words: with subheading and origin it makes the class that some levies count. */
  description?: string;
  /** What some measures turn on, by names that the snapshot lists. */
  facts?: Readonly<Record<string, string | number | boolean>>;
  /** How many; above zero. */
  quantity: Decimal;
  /** The price of one, before taxes of the destination. */
  unitPrice: MoneyInput;
  /** Its commodity code; the more digits, the surer the quote. */
  hsCode?: HsCode;
  /** Where it was made. */
  originCountry?: Country;
  /** Of one unit. */
  netWeight?: Weight;
  /** Of one unit, packed. */
  grossWeight?: Weight;
  /** Other measures of one unit. */
  quantities?: Quantities;
  /** Preferential origin is claimed. */
  preference?: { agreement?: string; proof?: string };
  /** Off the whole line. */
  discount?: MoneyInput;
  /** Your own binding rates, in place of the snapshot's. */
  rates?: MerchantRates;
}

/**
 * A parcel; its chargeable weight is the larger of actual and volumetric:
 * `{ weight: { value: 1.2, unit: "kg" }, dimensions: { length: 40, width: 30, height: 10, unit: "cm" } }`.
 */
export interface Parcel {
  /** Packed. */
  weight?: Weight;
  /** Outside. */
  dimensions?: { length: Decimal; width: Decimal; height: Decimal; unit: "mm" | "cm" | "m" | "in" };
  /** How many of which lines are in it; all of them where left out. */
  items?: readonly { id: string; quantity: Decimal }[];
}

/** One `from` is `rate` of `to`: `{ from: "EUR", to: "GBP", rate: "0.84" }`. */
export interface ExchangeRateInput {
  from: CurrencyCode;
  to: CurrencyCode;
  /** How much of `to` one `from` is; above zero. The pair serves its inverse too. */
  rate: Decimal;
}

/**
 * One consignment: one parcel or several that clear together.
 *
 * @example
 * const cart: QuoteRequest = {
 *   shipFrom: { country: "CN" },
 *   shipTo: { country: "DE" },
 *   items: [{ quantity: 1, unitPrice: { amount: "20.00", currency: "EUR" }, hsCode: "6109.10.00" }],
 *   shipping: { amount: "5.00", currency: "EUR" },
 * };
 */
export interface QuoteRequest {
  /** The day whose law and rates apply; today in UTC where left out. */
  asOf?: Day;
  /** Where the parcel starts. */
  shipFrom: Address;
  /** Where it goes; its country decides whose law applies. */
  shipTo: Address;
  /** `courier` where left out. */
  transport?: Transport;
  /** A carrier known to the snapshot: `"dhl-express"`. */
  carrier?: string;
  /** `DAP` where left out. */
  incoterm?: Incoterm;
  /** The treatment that the importer chooses where the law leaves a choice. */
  declaration?: "simplified" | "full";
  /** The days that some laws tell apart; each is `asOf` where left out. */
  dates?: { sale?: Day; export?: Day; entry?: Day };
  /** `sale` where left out. */
  purpose?: "sale" | "gift" | "sample" | "return";
  /** A `consumer` in `shipTo` where left out. */
  buyer?: Party & { kind?: "consumer" | "business" };
  /** `marketplace`: it is itself a marketplace that is deemed the supplier. */
  seller?: Party & { kind?: "business" | "private"; marketplace?: boolean };
  /** The buyer where left out. */
  importer?: Party;
  /** The seller where left out. */
  exporter?: Party;
  /** Who clears it through customs. */
  broker?: Party;
  /** The sale is made through a deemed supplier. */
  marketplace?: { name?: string; registrations?: readonly Registration[] };
  /**
   * At most 10,000.
   *
   * @maxItems 10000
   */
  items: readonly RequestItem[];
  /** Off the whole order, spread over the lines by value. */
  discount?: MoneyInput;
  /** Freight for the whole order, not contained in the prices. */
  shipping?: MoneyInput;
  /** Insurance for the whole order, not contained in the prices. */
  insurance?: MoneyInput;
  /** One parcel with everything where left out. */
  parcels?: readonly Parcel[];
  /** The currency of the quote's totals; the destination's where left out. */
  currency?: CurrencyCode;
  /** They win over the snapshot's. */
  exchangeRates?: readonly ExchangeRateInput[];
  /** What the prices already contain; `none` where left out. */
  pricesInclude?: "none" | "destinationTax" | "all";
  /** Extras that cost time. */
  include?: readonly ("trace" | "digest")[];
  /** Rules of the snapshot turned on or off: `{ "eu-union-handling-fee": true }`. */
  rules?: Readonly<Record<string, boolean>>;
  /** What carriers ask of this merchant for advancing duty and tax, in place of their published fees. */
  fees?: readonly OwnFee[];
  /** The merchant's defaults, which count where the request does not say otherwise; `load` puts them here. */
  profile?: MerchantProfile;
}

/**
 * What a carrier asks of a merchant, and of those to whom he sends.
 *
 * @example
 * const fee: OwnFee = { carrier: "ups", country: "DE", payer: "buyer", rate: "2 % MIN 5 EUR" };
 */
export interface OwnFee {
  /** A carrier that the snapshot knows. */
  carrier: string;
  /** Where; in every country where left out. */
  country?: Country;
  /** Of whom; of either where left out. */
  payer?: Payer;
  /** In the duty grammar, on the duty and tax that are advanced: `"2 % MIN 5 EUR"`. */
  rate: string;
}

/**
 * Why a quote is not complete, and what to supply: `{ code: "ORIGIN_ASSUMED", path: "items[0].originCountry", message: …,
 * action: "Give the country where it was made." }`.
 */
export interface Reason {
  /** A stable name in capitals, for machines. */
  readonly code: Uppercase<string>;
  /** The field of the request that it is about. */
  readonly path?: string;
  /** For people. */
  readonly message: string;
  /** What would mend it. */
  readonly action: string;
}

/** How sure the law of a charge is: `"firm"` where read in the law or on an official page, `"medium"` in a secondary source, `"low"`. */
export type Confidence = "firm" | "medium" | "low";

/** When it is collected: at `"checkout"`, on `"delivery"`, or by nobody, where the buyer has it `"accounted"` for. */
export type Collection = "checkout" | "delivery" | "accounted";

/** Who bears a charge, or imports: `"buyer"` or `"seller"`. */
export type Payer = "buyer" | "seller";

interface ChargeOf<Kind extends string> {
  /** Unique in the quote. */
  readonly id: string;
  readonly kind: Kind;
  /** For people. */
  readonly name: string;
  /** The line that it falls on, where it falls on one alone. */
  readonly item?: string;
  /** What it is levied on, in the customs currency. */
  readonly base: Money;
  /** In the duty grammar: `"19 %"`. */
  readonly rate: string;
  /** In the customs currency, rounded as its law says. */
  readonly amount: Money;
  readonly collected: Collection;
  /** Who bears it under the term of delivery. */
  readonly payer: Payer;
  /** This buyer may reclaim it. */
  readonly recoverable?: true;
  /** Not levied: the law waives so small an amount. */
  readonly waived?: true;
  /** The request's own rate stands in place of the snapshot's. */
  readonly merchantRate?: true;
  /** The rule of the snapshot that levies it. */
  readonly rule: string;
  /** The law, as lawyers cite it. */
  readonly law: string;
  /** Where that was read. */
  readonly source: string;
  readonly validFrom: Day;
  /** The last day; `null` where no end is known. */
  readonly validTo: Day | null;
  readonly confidence: Confidence;
}

/** A charge of `kind: "duty"`: ordinary customs duty, flat duties, and levies that the law calls duty. */
export type DutyCharge = ChargeOf<"duty">;
/** A charge of `kind: "tradeRemedy"`: anti-dumping, countervailing, safeguard and like duties. */
export type TradeRemedyCharge = ChargeOf<"tradeRemedy">;
/** A charge of `kind: "excise"`: on alcohol, tobacco, energy. */
export type ExciseCharge = ChargeOf<"excise">;
/** A charge of `kind: "tax"`: value added tax, goods and services tax, sales tax. */
export type TaxCharge = ChargeOf<"tax">;
/** A charge of `kind: "fee"`: of customs, the post or a carrier. */
export type FeeCharge = ChargeOf<"fee">;
/**
 * One charge, told apart by `kind`; a duty is never a tax.
 *
 * @example
 * const duties = quote.charges.filter(({ kind }) => kind === "duty" || kind === "tradeRemedy");
 */
export type Charge = DutyCharge | TradeRemedyCharge | ExciseCharge | TaxCharge | FeeCharge;

/**
 * What a line bears. Amounts are in the quote's currency, but for its customs value.
 *
 * @example
 * for (const { id, landedUnitCost } of quote.items) show(id, landedUnitCost);
 */
export interface QuoteItem {
  /** The request's name for it; its index where it gave none. */
  readonly id: string;
  /** In the customs currency. */
  readonly customsValue: Money;
  /** The line of the tariff that its duty was taken from. */
  readonly tariffLine?: {
    readonly code: string;
    readonly table: string;
    /** The day whose state the table shows. */
    readonly edition: Day;
    /** How the rate came to stand at this code. */
    readonly basis: string;
  };
  /** Where it was made, given or assumed. */
  readonly origin: Country;
  /** The agreement whose preference was used. */
  readonly preference?: string;
  /** Its own scheme, where lines differ. */
  readonly scheme?: string;
  /** Its price, discounts off. */
  readonly goods: Money;
  /** Its share of the freight. */
  readonly shipping: Money;
  /** Its share of the insurance. */
  readonly insurance: Money;
  /** Its charges of kind `duty` and `tradeRemedy`. */
  readonly duties: Money;
  /** Its charges of kind `tax` and `excise`. */
  readonly taxes: Money;
  /** Its share of the fees. */
  readonly fees: Money;
  /** All six. */
  readonly landedCost: Money;
  /** Of one piece, rounded. */
  readonly landedUnitCost: Money;
}

/**
 * The sums, each in the quote's currency; parts add up to them with nothing left over.
 *
 * @example
 * if (quote.totals) show(quote.totals.landedCost.amount, quote.totals.landedCost.currency);
 */
export interface Totals {
  /** The prices, discounts off, net of what they contained. */
  readonly goods: Money;
  /** Freight. */
  readonly shipping: Money;
  readonly insurance: Money;
  /** Charges of kind `duty` and `tradeRemedy`. */
  readonly duties: Money;
  /** Charges of kind `tax` and `excise`. */
  readonly taxes: Money;
  /** Charges of kind `fee`. */
  readonly fees: Money;
  /** All six. */
  readonly landedCost: Money;
  /** Goods, shipping, insurance and every charge collected at checkout. */
  readonly dueAtCheckout: Money;
  /** Every charge collected at the door. */
  readonly dueOnDelivery: Money;
}

/** An exchange rate that was used: `{ from: "USD", to: "EUR", rate: "0.89", … }`, one `from` is `rate` of `to`. */
export interface ExchangeRate {
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  /** How much of `to` one `from` is. */
  readonly rate: DecimalString;
  /** Its day, where it is the snapshot's. */
  readonly day?: Day;
  /** Who published it; `request` where the request gave it. */
  readonly source: string;
  /** It is the rate that the law takes; otherwise it stands in for one that is not at hand. */
  readonly official: boolean;
  /** It is the rate for the day asked for; otherwise the last one known. */
  readonly current: boolean;
}

/** Who imports and who pays: under `"DDP"` the seller bears import charges, under `"DAP"` the buyer. */
export interface Parties {
  readonly incoterm: Incoterm;
  /** Whether the request gave the term, the merchant's profile did, or it was assumed. */
  readonly incotermFrom: "request" | "profile" | "default";
  /** The fields of the request that the merchant's profile gave. */
  readonly fromProfile?: readonly string[];
  /** Who is answerable to customs. */
  readonly importerOfRecord: Payer;
  /** Who bears duties, taxes and fees of importation. */
  readonly importChargesPaidBy: Payer;
}

/** A lawful lever, computed: `DDP_LEAVES_NOTHING_DUE_ON_DELIVERY`, a preference not claimed, a threshold near. */
export type Hint = Reason;

/**
 * One step of the computation; evaluating it again gives its result.
 *
 * @example
 * const step: TraceStep = {
 *   step: "levy",
 *   of: "eu-import-vat",
 *   operands: [["base", "25"]],
 *   rule: "19 %",
 *   exact: "4.75",
 *   rounding: "half up to the smallest unit",
 *   rounded: "4.75",
 * };
 */
export interface TraceStep {
  /** What was done: `"value"`, `"levy"`, `"total"`. */
  readonly step: string;
  /** Of what: an item, a levy, a total. */
  readonly of: string;
  /** What went in, by name, in the customs currency. */
  readonly operands: readonly (readonly [name: string, amount: DecimalString])[];
  /** The rate applied to them, in the duty grammar. */
  readonly rule?: string;
  /** The result with all its digits. */
  readonly exact: DecimalString;
  /** How it was rounded, in words. */
  readonly rounding?: string;
  readonly rounded?: DecimalString;
}

/**
 * Between which amounts the landed cost lies.
 *
 * @example
 * if (quote.interval) show(`${quote.interval.min.amount} to ${quote.interval.max.amount}`);
 */
export interface Interval {
  /** At least, in the quote's currency. */
  readonly min: Money;
  /** At most. */
  readonly max: Money;
  /** What would narrow it. */
  readonly narrowedBy: readonly string[];
}

interface QuoteBase {
  readonly asOf: Day;
  /** Why it is not complete, what was assumed, and what to supply. */
  readonly reasons: readonly Reason[];
  /** The way of importing, by an id of the snapshot: `"eu-ioss"`; `"mixed"` where lines differ. */
  readonly scheme: string | null;
  readonly charges: readonly Charge[];
  /** In the order of the request. */
  readonly items: readonly QuoteItem[];
  readonly exchangeRates: readonly ExchangeRate[];
  readonly parties: Parties;
  readonly hints: readonly Hint[];
  /** Where it was asked for. */
  readonly trace?: readonly TraceStep[];
  /** Which snapshot answered: with the request and the engine's version, what it takes to replay the quote. */
  readonly snapshot: { readonly edition: Day; readonly digest: string };
  /** The version of the engine. */
  readonly engine: string;
  /** SHA-256 of the request as read, where it was asked for. */
  readonly requestDigest?: string;
}

/** A quote whose every charge comes from law in force and from facts that the request gave: `quote.outcome === "complete"`. */
export interface CompleteQuote extends QuoteBase {
  /** How far the figures can be relied on. */
  readonly outcome: "complete";
  readonly totals: Totals;
  readonly interval?: undefined;
}

/** A quote of which something was assumed, is dated or is a range: `quote.outcome === "estimated"`. */
export interface EstimatedQuote extends QuoteBase {
  /** How far the figures can be relied on; `reasons` say why no further. */
  readonly outcome: "estimated";
  /** Those of the answer that the law's data marks, else of the dearest: never of a cheaper one by accident. */
  readonly totals: Totals;
  /** Only where an open question moves the landed cost. */
  readonly interval?: Interval;
}

/** No honest figure can be given, or the goods may not be imported, and `reasons` say why: `quote.outcome === "refused"`. */
export interface RefusedQuote extends QuoteBase {
  /** That there are no figures. */
  readonly outcome: "refused";
  readonly totals: null;
  readonly interval?: undefined;
}

/**
 * The answer, told apart by `outcome`.
 *
 * @example
 * if (quote.outcome === "refused") explain(quote.reasons);
 * else show(quote.totals.landedCost);
 */
export type Quote = CompleteQuote | EstimatedQuote | RefusedQuote;

/** What stands in JSON in place of a quote where a request can't be read: `{ errors: [{ code, path, message }] }`. */
export interface Rejection {
  /** Every problem, in the order of the request; never empty. */
  readonly errors: readonly Problem[];
}

/**
 * What a snapshot is and what it covers.
 *
 * @example
 * const { edition, destinations } = landfall.info();
 */
export interface SnapshotInfo {
  /** The day of the newest fact in it. */
  readonly edition: Day;
  /** For people: `"November 2026"`. */
  readonly title: string;
  /** SHA-256 of the whole, in hexadecimal. */
  readonly digest: string;
  /** Where a quote may go, sorted. */
  readonly destinations: readonly Country[];
  /** Ids of ways of importing. */
  readonly schemes: readonly string[];
  /** Ids of rules that `rules` may turn on or off. */
  readonly rules: readonly string[];
  /** Ids of agreements on preferences. */
  readonly agreements: readonly string[];
  /** Types of registration. */
  readonly registrations: readonly string[];
  /** The tariffs that are loaded. */
  readonly tariffs: readonly TariffInfo[];
  /** Where its facts come from. */
  readonly sources: readonly string[];
}

/** A tariff of a snapshot: `{ id: "eu", edition: "2021-01-01", reliableUntil: "2021-12-31", lines: 9700, … }`. */
export interface TariffInfo {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** The day whose state it shows. */
  readonly edition: Day;
  /** The last day for which its rates can be relied on; afterwards they are an estimate. */
  readonly reliableUntil: Day;
  /** How many lines it has. */
  readonly lines: number;
}

/** A file of a snapshot: `{ file: "eu-331bcd065fc9a5c5.bin", sha256: "331b…", bytes: 73073 }`. */
export interface SnapshotFile {
  /** Its name, which begins with what it is and goes on with its digest: `"eu-331bcd065fc9a5c5.bin"`. */
  readonly file: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
  /** How many bytes it has. */
  readonly bytes: number;
}

/**
 * What binds the files of a snapshot together; `manifest.json` in its folder, `manifest.sig` its signature.
 *
 * @example
 * remember(landfall.manifest?.sequence); // and `load({ minimumSequence })` the next time
 */
export interface SnapshotManifest {
  /** The format of its files. */
  readonly format: number;
  /** The day of the newest fact in it. */
  readonly edition: Day;
  /** Grows from edition to edition. Keep it, and give it as `minimumSequence` the next time, and no older one will do. */
  readonly sequence: number;
  /** The least format that an engine must read to use it. */
  readonly leastReader: number;
  /** Law, currencies and rates of exchange. */
  readonly core: SnapshotFile;
  /** Tariffs, by id. */
  readonly slices: Readonly<Record<string, SnapshotFile>>;
  /** For each destination the slices that quotes to it look into. */
  readonly destinations: Readonly<Record<Country, readonly string[]>>;
  /** The public key that will sign the next manifests, where it is about to change: trust it beside the present one. */
  readonly nextKey: string | null;
}

/**
 * Reads a file of a snapshot by its name: `manifest.json`, `manifest.sig`, and those that the manifest names.
 *
 * @example
 * const snapshot: SnapshotReader = (file) => readFile(join("snapshots/2026-11-24", file));
 */
export type SnapshotReader = (file: string) => Promise<Uint8Array>;

/**
 * A merchant's defaults: whatever a request says wins over them, field by field.
 *
 * @example
 * const profile: MerchantProfile = {
 *   shipFrom: { country: "CN" },
 *   incoterm: "DDP",
 *   seller: { registrations: [{ type: "IOSS", number: "IM3720000000", issuer: "IE" }] },
 * };
 */
export interface MerchantProfile
  extends Partial<
    Omit<QuoteRequest, "asOf" | "shipTo" | "items" | "dates" | "purpose" | "discount" | "parcels" | "profile">
  > {
  /** The term of delivery with a carrier, by its id; it goes before `incoterm`. */
  incoterms?: Readonly<Record<string, Incoterm>>;
}

/** A `WebAssembly.Module`. No type says so, for those of a server need not know that name. */
export type CompiledModule = object;

/**
 * How to load.
 *
 * @example
 * const options: LoadOptions = { destinations: ["DE", "GB"], profile: { incoterm: "DDP" } };
 */
export interface LoadOptions {
  /** Where quotes will go: only what these need is fetched. All destinations where left out. `ensure` adds others later. */
  destinations?: readonly Country[];
  /**
   * In place of the snapshot that the package brings: the address of a folder with a `manifest.json`, or of a `.bin` file
   * with the whole of it; its bytes; or a function that reads its files.
   */
  snapshot?: URL | string | Uint8Array | ArrayBuffer | SnapshotReader;
  /**
   * The publisher's Ed25519 key, 32 bytes in base64 or PEM; several while a key is about to change. A snapshot without a
   * signature by one of them is refused.
   */
  publicKey?: string | readonly string[];
  /** The least `sequence` that a manifest may have; an older snapshot is refused. */
  minimumSequence?: number;
  /** Takes an older snapshot than asked for or seen before: to quote by the law of then. */
  allowRollback?: boolean;
  /** In place of the engine that the entry brings, from `landfall/engine.wasm`: its address, its bytes, or compiled. */
  wasm?: URL | string | Uint8Array | ArrayBuffer | CompiledModule;
  /** The merchant's defaults. */
  profile?: MerchantProfile;
}

/** Whole numbers of a currency's smallest unit: 1999 for EUR 19.99, 1999 for JPY 1,999. */
export type MinorUnits = readonly number[] | Int32Array | Uint32Array | Float64Array | BigInt64Array;

/**
 * An article at many prices, to many destinations.
 *
 * @example
 * const request: CatalogueRequest = {
 *   article: {
 *     shipFrom: { country: "CN" },
 *     items: [{ quantity: 1, unitPrice: { amount: 0, currency: "EUR" }, hsCode: "6109.10.00" }],
 *   },
 *   prices: Int32Array.of(1990, 2490, 2990),
 *   destinations: ["DE", { country: "US", region: "CA" }],
 * };
 */
export interface CatalogueRequest {
  /** A request of one item; the amount of its `unitPrice` is left aside, the currency holds for `prices`. */
  readonly article: Omit<QuoteRequest, "shipTo">;
  /** Of one unit, in the smallest unit of the article's currency. */
  readonly prices: MinorUnits;
  /** Where it may go; a column each. */
  readonly destinations: readonly (Country | Address)[];
}

/**
 * What each price comes to at one destination: columns in the order of the prices, in `currency`'s smallest unit.
 *
 * @example
 * const euros = (column.landedCost[0] ?? Number.NaN) / 10 ** column.decimals;
 */
export interface QuotedPrices {
  readonly destination: Address;
  /** The article's `currency`, else the destination's. */
  readonly currency: CurrencyCode;
  /** How many decimals the currency has: 2 where 1999 is 19.99. */
  readonly decimals: number;
  /** 1 complete, 2 estimated, 3 refused, 4 can't be quoted. The last two have NaN for their amounts. */
  readonly outcomes: Uint8Array;
  /** Goods, shipping, insurance, duties, taxes and fees. */
  readonly landedCost: Float64Array;
  readonly duties: Float64Array;
  readonly taxes: Float64Array;
  readonly fees: Float64Array;
  /** Goods, shipping, insurance and every charge collected with the sale. */
  readonly dueAtCheckout: Float64Array;
  /** Every charge collected at the door. */
  readonly dueOnDelivery: Float64Array;
  readonly errors?: undefined;
}

/** A destination to which the article can't be quoted: `if (column.errors) report(column.destination, column.errors)`. */
export interface RejectedPrices {
  readonly destination: Address;
  /** Every problem of the article there. */
  readonly errors: readonly Problem[];
}

/** One destination of a catalogue, told apart by `errors`. */
export type PriceColumn = QuotedPrices | RejectedPrices;

/** The engine with a snapshot. Its functions need no `this`. */
export interface Landfall {
  /**
   * The landed cost of a cart, at once.
   *
   * @param request An object, or JSON text, which reaches the engine as it is but for what it leaves out.
   * @throws {LandfallError} With every problem of a request that can't be read; `DESTINATION_NOT_LOADED` where `ensure` is due.
   * @example
   * const { outcome, totals } = landfall.quote(cart);
   */
  quote(request: QuoteRequest | string): Quote;
  /** The same as canonical JSON, in the engine's own bytes: to keep, to compare, to pass on. */
  quoteText(request: QuoteRequest | string): string;
  /**
   * A quote for each cart, in their order; for one that can't be quoted the error stands in its place.
   *
   * @example
   * for (const answer of landfall.quoteMany(carts)) {
   *   if (answer instanceof LandfallError) console.error(answer.errors);
   *   else console.log(answer.totals?.landedCost);
   * }
   */
  quoteMany(requests: Iterable<QuoteRequest | string>): (Quote | LandfallError)[];
  /**
   * An article at many prices to many destinations, as typed arrays: for price lists of a whole catalogue.
   *
   * @throws {LandfallError} For prices that are no whole numbers, and destinations that are not loaded.
   * @example
   * const [germany] = landfall.catalogue({ article, prices: Int32Array.of(1990, 2490), destinations: ["DE"] });
   * if (germany && !germany.errors) console.log(germany.landedCost[0]); // 3274 for EUR 32.74
   */
  catalogue(request: CatalogueRequest): PriceColumn[];
  /**
   * Loads what these destinations need, unless it is there.
   *
   * @example
   * await landfall.ensure("JP");
   */
  ensure(...destinations: Country[]): Promise<void>;
  /** What the snapshot is and what it covers. */
  info(): SnapshotInfo;
  /** The manifest of the snapshot, verified where a `publicKey` was given; `null` where the snapshot is one file. */
  readonly manifest: SnapshotManifest | null;
}
