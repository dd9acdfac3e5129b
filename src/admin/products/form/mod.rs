//! The inputs of a form: what they contain, and the values that this makes.
//!
//! An input is named after its value: `field.title`, `field.title.de`. Options have a row of inputs each, see [`rows`].

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use self::rows::OptionRow;
use crate::{
    Language, TimeZone,
    admin::{bulk::Sent, products::labels},
    encode,
    managed::{Field, FieldKind, Values},
};

mod control;
mod merge;
mod rows;
pub(super) mod view;

pub(super) use self::merge::merge;

/// The fields of a kind, in the languages of a store.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub all: &'a [Field],
    pub languages: &'a [Language],
    /// In which times are shown and typed.
    pub zone: &'a TimeZone,
    /// Whether the form is of what does not exist yet: only that has an input for its stock.
    pub new: bool,
}

impl<'a> Fields<'a> {
    /// Returns the fields with one input for each value, in the order of the form.
    fn single(self) -> impl Iterator<Item = &'a Field> {
        self.all.iter().filter(move |field| match field.kind {
            FieldKind::File | FieldKind::Pictures | FieldKind::Options(_) => false,
            FieldKind::Stock => self.new,
            _ => true,
        })
    }

    pub fn options(self) -> impl Iterator<Item = &'a Field> {
        self.all.iter().filter(|field| matches!(field.kind, FieldKind::Options(_)))
    }

    pub fn stock(self) -> Option<&'a Field> {
        self.all.iter().find(|field| matches!(field.kind, FieldKind::Stock))
    }
}

/// What the inputs of a form contain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inputs {
    /// By the name of the value.
    texts: BTreeMap<String, String>,
    /// By the name of the field.
    rows: BTreeMap<&'static str, Vec<OptionRow>>,
}

impl Inputs {
    /// Fills in what is saved.
    pub fn of(values: &Values, fields: Fields<'_>) -> Inputs {
        let mut inputs = Inputs::default();
        for field in fields.single() {
            for (name, _) in field.names(fields.languages) {
                let text = shown(field.kind, values.get(&name), fields.zone);
                inputs.texts.insert(name, text);
            }
        }
        for field in fields.options() {
            inputs.rows.insert(field.name, rows::of(field, values));
        }
        inputs
    }

    /// Reads what was typed. A form that was sent without an input leaves its value as it is.
    pub fn sent(sent: &Sent, fields: Fields<'_>) -> Inputs {
        let mut inputs = Inputs::default();
        for field in fields.single() {
            for (name, _) in field.names(fields.languages) {
                if let Some(text) = typed(sent, field, &name) {
                    inputs.texts.insert(name, text);
                }
            }
        }
        for field in fields.options() {
            inputs.rows.insert(field.name, rows::sent(sent, field.name));
        }
        inputs
    }

    /// Returns the values by which the work of two people is compared: not the stock, which is for what is new.
    pub fn compared(&self, fields: Fields<'_>) -> BTreeMap<String, String> {
        let stock = fields.stock().map(|field| field.name);
        let texts = self.texts.iter().filter(|(name, _)| Some(name.as_str()) != stock);
        let texts = texts.map(|(name, text)| (name.clone(), text.clone()));
        let rows = self.rows.iter().map(|(name, rows)| ((*name).to_owned(), rows::options_text(rows)));
        texts.chain(rows).map(|(name, text)| (name, normalized(&text))).collect()
    }

    /// Returns the hash of each value that a form shows, which it sends back as `base.title`.
    pub fn hashes(&self, fields: Fields<'_>) -> BTreeMap<String, String> {
        self.compared(fields).into_iter().map(|(name, text)| (name, hash(&text))).collect()
    }

    /// Returns the values to save: those that differ from what the form showed, and the stock of what is new.
    pub fn changed(&self, fields: Fields<'_>, base: &BTreeMap<String, String>) -> Values {
        let mut values = Values::new();
        for (name, text) in self.compared(fields) {
            // What exists is only changed by inputs that were shown.
            let was_shown = fields.new || base.contains_key(&name);
            if was_shown && base.get(&name) != Some(&hash(&text)) {
                values.set(name, text);
            }
        }
        if let Some(stock) = fields.stock().map(|field| field.name) {
            let of_options = self.rows.values().map(|rows| rows::stock_text(rows)).find(|text| !text.is_empty());
            let of_itself = self.texts.get(stock).filter(|_| !self.have_options()).cloned();
            if let Some(text) = of_options.or(of_itself) {
                values.set(stock, text);
            }
        }
        values
    }

    /// Returns the options that get another name: the names before and after.
    pub fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rows.values().flat_map(|rows| rows::renamed(rows))
    }

    /// Returns the fields whose options cannot be written as lines: a name contains what separates it from the price.
    pub fn bad_options(&self) -> impl Iterator<Item = &'static str> {
        self.rows.iter().filter(|(_, rows)| rows::are_bad(rows)).map(|(name, _)| *name)
    }

    /// Returns the field of the stock, if one was typed for a new product that has options: each of them has its own.
    pub fn useless_stock(&self, fields: Fields<'_>) -> Option<&'static str> {
        let stock = fields.stock().filter(|_| fields.new)?.name;
        (self.have_options() && !self.text(stock).trim().is_empty()).then_some(stock)
    }

    /// Returns whether one of the rows is an option.
    pub fn have_options(&self) -> bool {
        self.rows.values().any(|rows| rows::have_options(rows))
    }

    /// Returns the value that is made of the inputs for it.
    pub fn value(&self, name: &str) -> String {
        self.rows.get(name).map_or_else(|| self.text(name).to_owned(), |rows| rows::options_text(rows))
    }

    /// What an input contains.
    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }
}

/// Returns the hashes that a form has sent back.
pub(super) fn base(sent: &Sent, fields: Fields<'_>) -> BTreeMap<String, String> {
    let names = fields.all.iter().flat_map(|field| field.names(fields.languages));
    let known = |(name, _): (String, Language)| {
        let hash = sent.raw(&format!("base.{name}"))?.to_owned();
        Some((name, hash))
    };
    names.filter_map(known).collect()
}

/// Returns what an input shows of a value. An input for a time has no place for an offset: the second of two hours that clocks
/// show alike is a line of text with its own.
fn shown(kind: FieldKind, value: &str, zone: &TimeZone) -> String {
    match kind {
        FieldKind::DateTime => labels::shown_time(value, zone).replacen(' ', "T", 1),
        FieldKind::Flag if value.is_empty() => Values::flag_text(false),
        _ => value.to_owned(),
    }
}

/// Returns what was typed into an input. What has a tick is empty without it.
fn typed(sent: &Sent, field: &Field, name: &str) -> Option<String> {
    let input = format!("field.{name}");
    match field.kind {
        FieldKind::Flag => Some(Values::flag_text(sent.raw(&input).is_some())),
        FieldKind::Color if !field.required && sent.raw(&format!("{input}.set")).is_none() => {
            // Who chooses a color where there was none means it, without the tick as well.
            let none = hash("");
            let had_one = sent.raw(&format!("base.{name}")).is_some_and(|base| base != none);
            let chosen = sent.raw(&input).filter(|color| !had_one && *color != control::NO_COLOR);
            Some(chosen.unwrap_or_default().to_owned())
        }
        _ => sent.raw(&input).map(str::to_owned),
    }
}

/// Browsers end the lines of a form in their own way.
fn normalized(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned()
}

fn hash(text: &str) -> String {
    encode::hex(&Sha256::digest(text)[..6])
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::Currency;

    pub(super) const ALL: [Field; 9] = [
        Field::text("title").required().translated(),
        Field::long_text("text"),
        Field::money("price", Currency::EUR).required(),
        Field::options("options", Currency::EUR),
        Field::stock("stock"),
        Field::flag("fragile"),
        Field::date_time("available_from"),
        Field::color("color"),
        Field::pictures("pictures"),
    ];

    pub(super) static BERLIN: LazyLock<TimeZone> = LazyLock::new(|| "Europe/Berlin".parse().unwrap());

    pub(super) fn fields(new: bool) -> Fields<'static> {
        Fields { all: &ALL, languages: &[Language::ENGLISH, Language::GERMAN], zone: &BERLIN, new }
    }

    pub(super) fn mug() -> Values {
        Values::new()
            .with("title", "Mug")
            .with("title.de", "Tasse")
            .with("text", "Holds tea.\nAnd coffee.")
            .with("price", "12.90")
            .with("options", "Blue = 13.90\nGreen")
            .with("stock", "Blue = 3\nGreen = 0")
            .with("available_from", "2026-12-24T18:00Z")
    }

    pub(super) fn form(pairs: &[(&str, &str)]) -> Sent {
        Sent::read(form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().as_bytes())
    }

    /// What a browser sends of a form of which nothing was touched, but for these inputs.
    pub(super) fn untouched(values: &Values, typed: &[(&str, &str)]) -> Sent {
        let inputs = Inputs::of(values, fields(false));
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, text) in &inputs.texts {
            let ticked = name != "fragile" || text == "yes";
            let colored = name != "color" || !text.is_empty();
            pairs.extend((name == "color" && colored).then(|| ("field.color.set".to_owned(), "1".to_owned())));
            pairs.extend((ticked && colored).then(|| (format!("field.{name}"), text.replace('\n', "\r\n"))));
        }
        for (n, row) in inputs.rows["options"].iter().enumerate() {
            pairs.push((format!("field.options.{n}.name"), row.name.clone()));
            pairs.push((format!("field.options.{n}.price"), row.price.clone()));
            pairs.push((format!("field.options.{n}.known"), row.known.clone()));
        }
        pairs.extend(inputs.hashes(fields(false)).into_iter().map(|(name, hash)| (format!("base.{name}"), hash)));
        for (name, text) in typed {
            pairs.retain(|(of, _)| of != name);
            pairs.push(((*name).to_owned(), (*text).to_owned()));
        }
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        form(&pairs)
    }

    fn changes(sent: &Sent) -> Vec<(String, String)> {
        let changed = Inputs::sent(sent, fields(false)).changed(fields(false), &base(sent, fields(false)));
        changed.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn a_form_that_nobody_has_touched_changes_nothing() {
        for values in [mug(), mug().with("fragile", "yes").with("color", "#1b6e53"), Values::new()] {
            assert!(changes(&untouched(&values, &[])).is_empty(), "{values:?}");
        }
    }

    #[test]
    fn a_time_is_shown_and_typed_in_the_zone_of_the_shop() {
        let shown = |stored: &str| {
            Inputs::of(&mug().with("available_from", stored), fields(false)).text("available_from").to_owned()
        };
        assert_eq!(shown("2026-12-24T18:00Z"), "2026-12-24T19:00");
        assert_eq!(shown("2026-06-30T22:00Z"), "2026-07-01T00:00", "summer");
        assert_eq!(shown("2026-10-25T00:30Z"), "2026-10-25T02:30");
        assert_eq!(shown("2026-10-25T01:30Z"), "2026-10-25T02:30+01:00", "the second of two hours that look alike");
        assert_eq!(shown(""), "");
        for stored in ["2026-10-25T00:30Z", "2026-10-25T01:30Z"] {
            let values = mug().with("available_from", stored);
            assert!(changes(&untouched(&values, &[])).is_empty(), "{stored}");
            assert_eq!(Values::new().with("at", shown(stored)).time_in("at", &BERLIN), values.time("available_from"));
        }
    }

    #[test]
    fn only_what_was_touched_is_saved() {
        let of = |typed: &[(&str, &str)]| changes(&untouched(&mug(), typed));
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(of(&[("field.title.de", "Becher")]), [pair("title.de", "Becher")]);
        assert_eq!(of(&[("field.price", "12,90")]), [pair("price", "12,90")]);
        assert_eq!(of(&[("field.fragile", "yes")]), [pair("fragile", "yes")]);
        assert!(of(&[("field.color", "#000000")]).is_empty(), "without its tick");
        assert_eq!(of(&[("field.color", "#1b6e53")]), [pair("color", "#1b6e53")], "chosen without its tick");
        assert_eq!(of(&[("field.color", "#000000"), ("field.color.set", "1")]), [pair("color", "#000000")]);
        assert_eq!(of(&[("field.options.1.remove", "1")]), [pair("options", "Blue = 13.90")]);
        assert!(changes(&form(&[("field.title", "Cup")])).is_empty(), "what no form has shown is not changed");
    }

    #[test]
    fn stock_is_of_what_is_new() {
        let of = |typed: &[(&str, &str)]| changes(&untouched(&mug(), typed));
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert!(of(&[("field.stock", "99")]).is_empty(), "not of what exists");
        assert!(of(&[("field.options.0.stock", "99")]).is_empty(), "not of an option that exists");
        let red = [("field.options.2.name", "Red"), ("field.options.2.price", ""), ("field.options.2.stock", "4")];
        assert_eq!(of(&red), [pair("options", "Blue = 13.90\nGreen\nRed"), pair("stock", "Red = 4")]);
    }

    #[test]
    fn a_new_product_has_a_stock_of_its_own_or_of_its_options() {
        let of = |pairs: &[(&str, &str)]| {
            let inputs = Inputs::sent(&form(pairs), fields(true));
            inputs.changed(fields(true), &BTreeMap::new())
        };
        let plain = of(&[("field.title", "Mug"), ("field.stock", "17")]);
        assert_eq!((plain.get("title"), plain.get("stock")), ("Mug", "17"));
        let options = of(&[("field.stock", "17"), ("field.options.0.name", "Blue"), ("field.options.0.stock", "3")]);
        assert_eq!((options.get("options"), options.get("stock")), ("Blue", "Blue = 3"));
        let unlimited = of(&[("field.stock", "17"), ("field.options.0.name", "Blue")]);
        assert_eq!(unlimited.get("stock"), "", "what has options has no stock of its own");
        let useless = |pairs: &[(&str, &str)]| Inputs::sent(&form(pairs), fields(true)).useless_stock(fields(true));
        assert_eq!(useless(&[("field.stock", "17"), ("field.options.0.name", "Blue")]), Some("stock"));
        assert_eq!(useless(&[("field.stock", " "), ("field.options.0.name", "Blue")]), None);
        assert_eq!(useless(&[("field.stock", "17"), ("field.options.0.name", "")]), None);
    }
}
