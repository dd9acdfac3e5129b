//! Validates what a save changes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Field, FieldError, FieldKind, FieldProblem, ManagedSave, Record, Values,
    text::{is_same_option, normalize},
};
use crate::{language::Language, model::TimeZone};

/// What a save is validated by.
pub(super) struct Rules<'a> {
    pub fields: &'a [Field],
    pub languages: &'a [Language],
    /// In which times are typed.
    pub zone: &'a TimeZone,
    /// The names of the values with a file or a picture that the store does not have.
    pub missing: BTreeSet<String>,
}

/// The values after a save.
#[derive(Debug)]
pub(super) struct Edit {
    /// All of them, as [`Managed::save`](super::Managed::save) takes them: with the stock of what is new.
    pub values: Values,
    /// The names of those that are changed.
    pub changed: Vec<String>,
    /// The new names of options by the old ones.
    pub renamed: BTreeMap<String, String>,
}

impl Rules<'_> {
    /// Returns the name of a value that no field has.
    pub(super) fn unknown<'v>(&self, values: &'v Values) -> Option<&'v str> {
        let names: BTreeSet<String> = self.names().map(|(_, name)| name).collect();
        values.iter().map(|(name, _)| name).find(|name| !names.contains(*name))
    }

    fn names(&self) -> impl Iterator<Item = (&Field, String)> {
        self.fields.iter().flat_map(|field| field.names(self.languages).into_iter().map(move |(name, _)| (field, name)))
    }

    /// Returns the values of a record after a save. `check` says what is wrong with them beyond each field by itself.
    pub(super) fn edit(
        &self,
        was: &Record,
        new: bool,
        save: &ManagedSave,
        published: bool,
        check: impl FnOnce(&Values) -> Vec<FieldError>,
    ) -> Result<Edit, Vec<FieldError>> {
        let (mut values, mut errors) = (self.tidy(&was.values), Vec::new());
        for (field, name) in self.names() {
            let typed = save.values.get(&name);
            if !save.values.contains(&name) || typed == was.values.get(&name) {
                continue;
            }
            match normalize(field, typed, self.zone) {
                Ok(_) if self.missing.contains(&name) => {
                    let is_picture = field.kind == FieldKind::Pictures;
                    let problem = if is_picture { FieldProblem::UnknownPicture } else { FieldProblem::UnknownFile };
                    errors.push(FieldError::new(name, problem));
                }
                Ok(text) => values.set(name, text),
                Err(problem) => errors.push(FieldError::new(name, problem)),
            }
        }
        self.align_pictures(&mut values);
        let renamed = self.renamed(&was.values, &values, save);
        if self.hides_another(&was.values, &renamed) {
            errors.extend(self.about_options(FieldProblem::BadOptions));
        }
        self.keep_stock((&was.values, &renamed), new, &mut values, &mut errors);
        let mut missing = self.incomplete(&values, published);
        missing.retain(|missing| !errors.iter().any(|error| error.field == missing.field));
        errors.extend(missing);
        let before = self.tidy(&was.values);
        let is_changed = |field: &Field, name: &str| match field.kind {
            FieldKind::Stock => !values.get(name).is_empty(),
            _ => values.get(name) != before.get(name),
        };
        let changed: Vec<String> =
            self.names().filter(|(field, name)| is_changed(field, name)).map(|(_, name)| name).collect();
        // What is not saved is not checked: it may be older than the rule.
        if new || !changed.is_empty() || !errors.is_empty() {
            let mut refused = check(&values);
            refused.retain(|refused| !errors.iter().any(|error| error.field == refused.field));
            errors.extend(refused);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Edit { values, changed, renamed })
    }

    /// Returns what a record lacks, to be saved or to be published.
    pub(super) fn incomplete(&self, values: &Values, published: bool) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for field in self.fields {
            if field.required && values.get(field.name).is_empty() && field.kind != FieldKind::Stock {
                errors.push(FieldError::new(field.name, FieldProblem::Required));
            }
            let without_text = || values.pictures(field.name).iter().any(|picture| picture.alt.is_empty());
            if published && field.kind == FieldKind::Pictures && without_text() {
                errors.push(FieldError::new(field.name, FieldProblem::NoAlternativeText));
            }
        }
        errors
    }

    /// Returns values in which each flag is `yes` or `no`.
    fn tidy(&self, values: &Values) -> Values {
        let mut values = values.clone();
        for field in self.fields.iter().filter(|field| field.kind == FieldKind::Flag) {
            values.set(field.name, Values::flag_text(values.flag(field.name)));
        }
        values
    }

    /// Gives the translated alternative texts the pictures that there are, in their order.
    fn align_pictures(&self, values: &mut Values) {
        for field in self.fields.iter().filter(|field| field.kind == FieldKind::Pictures) {
            let pictures = values.pictures(field.name);
            for (name, _) in field.names(self.languages).into_iter().skip(1) {
                let mut translated = values.pictures(&name);
                translated.retain(|own| !own.alt.is_empty() && pictures.iter().any(|picture| picture.id == own.id));
                translated.sort_by_key(|own| pictures.iter().position(|picture| picture.id == own.id));
                values.set(name, Values::pictures_text(&translated));
            }
        }
    }

    /// Returns the options that a save renames: the new names by the old ones.
    fn renamed(&self, was: &Values, values: &Values, save: &ManagedSave) -> BTreeMap<String, String> {
        let (before, after) = (self.options(was), self.options(values));
        let find = |names: &[String], name: &str| names.iter().find(|other| is_same_option(other, name)).cloned();
        let pairs = save.renamed.iter().filter_map(|(from, to)| Some((find(&before, from)?, find(&after, to)?)));
        pairs.filter(|(from, to)| !is_same_option(from, to)).collect()
    }

    /// Returns whether an option gets the name of another that exists and keeps it, which would be the one by this name
    /// then.
    fn hides_another(&self, was: &Values, renamed: &BTreeMap<String, String>) -> bool {
        let kept: Vec<String> = self.options(was).into_iter().filter(|name| !renamed.contains_key(name)).collect();
        renamed.values().any(|to| kept.iter().any(|name| is_same_option(name, to)))
    }

    /// Returns what is wrong with the options.
    pub(super) fn about_options(&self, problem: FieldProblem) -> Vec<FieldError> {
        let fields = self.fields.iter().filter(|field| matches!(field.kind, FieldKind::Options(_)));
        fields.map(|field| FieldError::new(field.name, problem)).collect()
    }

    /// Leaves the stock of what is new, and of nothing else. `was` has the values before, and the new names of options.
    fn keep_stock(
        &self,
        (was, renamed): (&Values, &BTreeMap<String, String>),
        new: bool,
        values: &mut Values,
        errors: &mut Vec<FieldError>,
    ) {
        let (before, after) = (self.options(was), self.options(values));
        let existing: Vec<String> = before.iter().map(|name| renamed.get(name).unwrap_or(name)).cloned().collect();
        let known = |names: &[String], name: &str| names.iter().any(|other| is_same_option(other, name));
        let is_unclear = errors.iter().any(|error| self.is_of_options(&error.field));
        for field in self.fields.iter().filter(|field| field.kind == FieldKind::Stock) {
            let typed = values.get(field.name) != was.get(field.name);
            let mut stocks = BTreeMap::new();
            for (name, units) in values.stocks(field.name).into_iter().filter(|_| typed || new) {
                let is_of_model = name.is_empty() && after.is_empty();
                let option = after.iter().find(|option| is_same_option(option, &name));
                // The stock of an option that is removed by the same save, or of the model that gets its first options.
                let is_former = !new && (known(&before, &name) || name.is_empty() && before.is_empty());
                match option {
                    Some(option) if new || !known(&existing, &name) => drop(stocks.insert(option.clone(), units)),
                    None if is_of_model && (new || !before.is_empty()) => drop(stocks.insert(name, units)),
                    Some(_) => {}
                    None if is_of_model || is_former || is_unclear => {}
                    None => {
                        errors.push(FieldError::new(field.name, FieldProblem::BadStock));
                        break;
                    }
                }
            }
            if field.required
                && new
                && !is_unclear
                && stocks.is_empty()
                && !errors.iter().any(|error| error.field == field.name)
            {
                errors.push(FieldError::new(field.name, FieldProblem::Required));
            }
            let was_limited = before.is_empty() && was.stocks(field.name).contains_key("");
            let is_limited = after.iter().all(|option| stocks.contains_key(option));
            if !new && was_limited && !is_limited && !errors.iter().any(|error| error.field == field.name) {
                errors.push(FieldError::new(field.name, FieldProblem::NoStockOfOptions));
            }
            values.set(field.name, Values::stocks_text(&stocks));
        }
    }

    fn is_of_options(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && matches!(field.kind, FieldKind::Options(_)))
    }

    /// Returns the names of the options.
    fn options(&self, values: &Values) -> Vec<String> {
        let of = |field: &Field| match field.kind {
            FieldKind::Options(currency) => values.options(field.name, currency),
            _ => Vec::new(),
        };
        self.fields.iter().flat_map(of).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Currency, store::managed::ManagedState};

    const MUG: [Field; 6] = [
        Field::text("title").required().translated(),
        Field::money("price", Currency::EUR).required(),
        Field::pictures("pictures").translated(),
        Field::options("colors", Currency::EUR),
        Field::stock("stock"),
        Field::flag("fragile"),
    ];
    const FIRST: &str = "0f343b0931126a20f133d67c2b018a3b";
    const SECOND: &str = "1f343b0931126a20f133d67c2b018a3b";

    fn edit(was: Option<Values>, given: Values) -> Result<Edit, Vec<FieldError>> {
        let languages = [Language::ENGLISH, Language::GERMAN];
        let rules = Rules { fields: &MUG, languages: &languages, zone: &TimeZone::UTC, missing: BTreeSet::new() };
        let (new, was) = (was.is_none(), Record::new("mug", ManagedState::Draft, was.unwrap_or_default()));
        let dear = |values: &Values| match values.get("price") {
            "99.00" => vec![FieldError::new("price", FieldProblem::Other("too-dear"))],
            _ => Vec::new(),
        };
        rules.edit(&was, new, &ManagedSave::create(given), false, dear)
    }

    fn mug() -> Values {
        Values::new().with("title", "Mug").with("price", "12.90")
    }

    #[test]
    fn only_what_is_given_is_changed() {
        let edit = edit(Some(mug()), Values::new().with("title.de", " Tasse").with("price", "12,9")).unwrap();
        assert_eq!(edit.changed, ["title.de"]);
        assert_eq!(edit.values, mug().with("title.de", "Tasse").with("fragile", "no"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_once() {
        let errors = edit(None, Values::new().with("price", "free").with("title.de", "Tasse")).unwrap_err();
        let named: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.problem)).collect();
        assert_eq!(named, [("price", FieldProblem::NotAnAmount), ("title", FieldProblem::Required)]);
    }

    #[test]
    fn what_the_model_refuses_is_named_beside_what_is_missing() {
        let named = |edited: Result<Edit, Vec<FieldError>>| -> Vec<String> {
            edited.err().into_iter().flatten().map(|error| error.field).collect()
        };
        assert_eq!(named(edit(None, Values::new().with("price", "99"))), ["title", "price"]);
        let was = || Some(mug().with("price", "99.00"));
        assert_eq!(named(edit(was(), Values::new().with("title", "Cup"))), ["price"]);
        assert!(named(edit(was(), Values::new().with("title", "Mug"))).is_empty(), "nothing is saved");
    }

    #[test]
    fn translated_alternative_texts_follow_the_pictures() {
        let pictures = format!("{SECOND} Handle\n{FIRST} Mug");
        let translated = format!("{FIRST} Tasse\n{SECOND} Griff");
        let both = edit(None, mug().with("pictures", pictures).with("pictures.de", translated)).unwrap().values;
        assert_eq!(both.get("pictures.de"), format!("{SECOND} Griff\n{FIRST} Tasse"));
        let one = edit(Some(both), Values::new().with("pictures", format!("{FIRST} Mug"))).unwrap();
        assert_eq!(one.changed, ["pictures", "pictures.de"]);
        assert_eq!(one.values.get("pictures.de"), format!("{FIRST} Tasse"));
    }

    #[test]
    fn only_the_stock_of_what_is_new_is_set() {
        let stock = |was: Option<Values>, given| edit(was, given).map(|edit| edit.values.get("stock").to_owned());
        let colors = mug().with("colors", "Blue\nGreen");
        assert_eq!(stock(None, mug().with("stock", "17")).as_deref(), Ok("17"));
        assert_eq!(stock(None, colors.clone().with("stock", "blue = 3")).as_deref(), Ok("Blue = 3"));
        for wrong in ["17", "Red = 1"] {
            let error = FieldError::new("stock", FieldProblem::BadStock);
            assert_eq!(stock(None, colors.clone().with("stock", wrong)), Err(vec![error]), "{wrong}");
        }
        let was = || Some(mug().with("stock", "17"));
        assert_eq!(stock(was(), Values::new().with("stock", "20")).as_deref(), Ok(""));
        let of_both = Values::new().with("colors", "Blue").with("stock", "Blue = 4");
        assert_eq!(stock(was(), of_both).as_deref(), Ok("Blue = 4"));
        let error = FieldError::new("stock", FieldProblem::NoStockOfOptions);
        for of_one in ["", "Blue = 4"] {
            let of_one = Values::new().with("colors", "Blue\nGreen").with("stock", of_one);
            assert_eq!(stock(was(), of_one), Err(vec![error.clone()]), "Green would not be limited");
        }
        assert_eq!(stock(Some(mug()), Values::new().with("colors", "Blue")).as_deref(), Ok(""), "nothing was limited");
        let twice = mug().with("colors", "Blue\nblue").with("stock", "Blue = 3");
        assert_eq!(stock(None, twice), Err(vec![FieldError::new("colors", FieldProblem::BadOptions)]));
        let was = || Some(colors.clone().with("stock", "Blue = 3"));
        let more = Values::new().with("colors", "Blue\nRed").with("stock", "Blue = 9\nGreen = 8\nRed = 7");
        assert_eq!(stock(was(), more).as_deref(), Ok("Red = 7"));
        assert_eq!(stock(was(), Values::new().with("colors", "").with("stock", "5")).as_deref(), Ok("5"));
    }

    #[test]
    fn an_option_is_renamed_only_to_a_name_that_is_free() {
        let languages = [Language::ENGLISH];
        let rules = Rules { fields: &MUG, languages: &languages, zone: &TimeZone::UTC, missing: BTreeSet::new() };
        let was =
            Record::new("mug", ManagedState::Draft, mug().with("colors", "Blue\nGreen").with("stock", "Blue = 3"));
        let edit = |colors: &str, stock: &str, pairs: &[(&str, &str)]| {
            let save = ManagedSave::update("mug", Values::new().with("colors", colors).with("stock", stock));
            let save = pairs.iter().fold(save, |save, (from, to)| save.rename_option(*from, *to));
            rules.edit(&was, false, &save, false, |_| Vec::new())
        };
        let renamed = |edit: &Edit| edit.renamed.clone().into_iter().collect::<Vec<_>>();
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        // The name that has become free is that of a new option.
        let navy = edit("Navy\nGreen\nBlue", "Navy = 9\nBlue = 7", &[("blue", "navy")]).unwrap();
        assert_eq!((renamed(&navy), navy.values.get("stock")), (vec![pair("Blue", "Navy")], "Blue = 7"));
        let exchanged = edit("Green\nBlue", "", &[("Blue", "Green"), ("Green", "Blue")]).unwrap();
        assert_eq!(renamed(&exchanged), [pair("Blue", "Green"), pair("Green", "Blue")]);
        for (colors, pairs) in [("BLUE\nGreen", ("Blue", "BLUE")), ("Red\nGreen", ("Pink", "Red"))] {
            assert!(edit(colors, "", &[pairs]).unwrap().renamed.is_empty(), "{colors:?}");
        }
        let taken = edit("Green", "", &[("Blue", "Green")]).unwrap_err();
        assert_eq!(taken, [FieldError::new("colors", FieldProblem::BadOptions)]);
    }

    #[test]
    fn a_published_picture_has_an_alternative_text() {
        let languages = [Language::ENGLISH];
        let rules = Rules { fields: &MUG, languages: &languages, zone: &TimeZone::UTC, missing: BTreeSet::new() };
        let values = mug().with("pictures", format!("{FIRST} Mug\n{SECOND}"));
        assert_eq!(rules.incomplete(&values, false), []);
        assert_eq!(rules.incomplete(&values, true), [FieldError::new("pictures", FieldProblem::NoAlternativeText)]);
    }
}
