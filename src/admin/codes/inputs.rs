//! The inputs that the forms of a code and of a series have: what was typed into them, and the code that it asks for.

use std::collections::BTreeMap;

use axum::response::Response;
use leptos::prelude::*;

use super::PATH;
use crate::{
    CodeError, CodeField, NewCode, Off, Timestamp,
    admin::{
        bulk::Sent,
        form::{FieldKind, amount, hinted, refused},
        here::{Failure, Here},
        page::Tab,
        products,
    },
    inert::IntoInert,
    managed::Values,
};

/// The inputs of a form.
pub(super) struct Inputs<'a> {
    here: &'a Here,
    /// What was typed.
    sent: &'a Sent,
    /// What is wrong with an input, by its name.
    wrong: BTreeMap<&'static str, String>,
    /// Why the form as a whole was refused.
    refusal: Option<String>,
}

impl<'a> Inputs<'a> {
    pub fn of(here: &'a Here, sent: &'a Sent) -> Inputs<'a> {
        Inputs { here, sent, wrong: BTreeMap::new(), refusal: None }
    }

    /// Returns what was typed into an input, without the spaces around it.
    pub fn typed(&self, name: &str) -> &'a str {
        self.sent.get(name).unwrap_or_default()
    }

    /// Returns the code that the form asks for. What cannot be read is left out, and [noted](Inputs::refusal).
    ///
    /// # Errors
    /// For what no form sends.
    pub fn code(&mut self) -> Result<NewCode, Failure> {
        let off = self.off()?;
        let kinds = self.kinds().map(str::to_owned).collect();
        let (code, label) = (self.typed("code").to_owned(), self.typed("label").to_owned());
        Ok(NewCode {
            label,
            kinds,
            least_amount: self.read("least_amount", "admin-problem-not-an-amount", |typed, here| {
                amount(typed, here.store.settings().currency)
            }),
            from_at: self.time("from_at"),
            until_at: self.time("until_at"),
            most_uses: self.number("most_uses"),
            most_per_person: self.number("most_per_person"),
            ..NewCode::new(code, off)
        })
    }

    fn off(&mut self) -> Result<Off, Failure> {
        let typed = self.typed("off");
        let off = match self.typed("off_as") {
            "percent" => percent(typed).map(Off::Percent),
            "amount" => amount(typed, self.here.store.settings().currency).map(Off::Amount),
            "free-shipping" => return Ok(Off::FreeShipping),
            _ => return Err(Failure::BadRequest(String::new())),
        };
        if off.is_none() {
            self.wrong.insert("off", self.here.text("admin-codes-wrong-off"));
        }
        Ok(off.unwrap_or(Off::FreeShipping))
    }

    /// Returns the kinds that were ticked.
    fn kinds(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.sent.filled().filter(|(name, _)| *name == "kinds").map(|(_, kind)| kind)
    }

    /// Reads a whole number.
    pub fn number(&mut self, name: &'static str) -> Option<u32> {
        self.read(name, "admin-problem-not-a-number", |typed, _| typed.parse().ok())
    }

    fn time(&mut self, name: &'static str) -> Option<Timestamp> {
        self.read(name, "admin-problem-not-a-time", |typed, here| {
            Values::new().with(name, typed).time_in(name, here.store.time_zone())
        })
    }

    /// Reads an input, unless it is empty. `wrong` is the name of the text for one that cannot be read.
    fn read<T>(&mut self, name: &'static str, wrong: &str, read: impl FnOnce(&str, &Here) -> Option<T>) -> Option<T> {
        let typed = Some(self.typed(name)).filter(|typed| !typed.is_empty())?;
        let value = read(typed, self.here);
        if value.is_none() {
            self.wrong.insert(name, self.here.text(wrong));
        }
        value
    }

    /// Notes why nothing was created.
    ///
    /// # Errors
    /// For what the form can say nothing about.
    pub fn refuse(&mut self, error: CodeError) -> Result<(), Failure> {
        let here = self.here;
        match error {
            CodeError::Invalid(fields) => {
                self.wrong.extend(fields.into_iter().map(|field| (field.as_str(), here.text(sentence(field)))));
            }
            CodeError::DuplicateCode(code) => {
                let taken = here.format("admin-codes-wrong-duplicate", &[("code", (&code).into())]);
                self.wrong.insert(CodeField::Code.as_str(), taken);
            }
            CodeError::NotAllowed => self.refusal = Some(here.text("admin-error-not-allowed")),
            error => return Err(error.into()),
        }
        Ok(())
    }

    /// Returns why nothing was created, if anything is wrong.
    pub fn refusal(&self) -> Option<String> {
        let marked = || (!self.wrong.is_empty()).then(|| self.here.text("admin-codes-invalid"));
        self.refusal.clone().or_else(marked)
    }

    /// Renders the page of the form, with why nothing was created, if anything is wrong.
    pub fn page(&self, title: &str, form: impl IntoView) -> Response {
        let here = self.here;
        let body = view! {
            {form.into_inert()}
            <p><a href=here.path(PATH)>{here.text("admin-codes-back")}</a></p>
        };
        match self.refusal() {
            Some(why) => refused(here, Tab::Codes, title, &why, body),
            None => here.page(Tab::Codes, title, body),
        }
    }

    /// Renders an input. `hint` is the name of a text, which may name the time zone.
    pub fn input(&self, name: &'static str, label: &str, hint: Option<&str>, kind: FieldKind) -> AnyView {
        let zone = self.here.store.time_zone().name();
        let hint = hint.map(|hint| self.here.format(hint, &[("zone", zone.into())]));
        let error = self.wrong.get(name).map(String::as_str);
        hinted(name, label, self.sent.raw(name).unwrap_or_default(), hint.as_deref(), error, kind)
    }

    /// Renders an input that may stay empty.
    pub fn optional(&self, name: &'static str, label: &str, hint: Option<&str>, kind: FieldKind) -> AnyView {
        let label = self.here.format("admin-field-optional", &[("label", label.into())]);
        self.input(name, &label, hint, kind)
    }

    /// Renders the inputs that both forms have. `uses` is the name of the text below that of the uses.
    pub fn view(&self, uses: &'static str) -> AnyView {
        let here = self.here;
        let currency = here.store.settings().currency;
        let with_currency = |name: &str| here.format(name, &[("currency", currency.code().into())]);
        let ways = vec![
            ("percent".to_owned(), here.text("admin-codes-off-percent")),
            ("amount".to_owned(), with_currency("admin-codes-off-amount")),
            ("free-shipping".to_owned(), here.text("admin-codes-free-shipping")),
        ];
        let least = with_currency("admin-codes-least");
        let number = |name: &'static str, label: &str, hint: &str| {
            self.optional(name, &here.text(label), Some(hint), FieldKind::Number)
        };
        view! {
            {self.input("off_as", &here.text("admin-codes-off"), None, FieldKind::Choice(ways))}
            {self.input("off", &here.text("admin-codes-off-how-much"), Some("admin-codes-off-hint"), FieldKind::Amount)}
            {self.optional("label", &here.text("admin-codes-label"), Some("admin-codes-label-hint"), FieldKind::Text)}
            {self.kinds_view()}
            {self.optional("least_amount", &least, Some("admin-codes-least-hint"), FieldKind::Amount)}
            {self.time_view("from_at", "admin-codes-from-at")}
            {self.time_view("until_at", "admin-codes-until-at")}
            {number("most_uses", "admin-codes-most-uses", uses)}
            {number("most_per_person", "admin-codes-most-per-person", "admin-codes-most-per-person-hint")}
        }
        .into_inert()
    }

    fn time_view(&self, name: &'static str, label: &str) -> AnyView {
        self.optional(name, &self.here.text(label), Some("admin-products-time-hint"), FieldKind::LocalTime)
    }

    /// Renders a tick for each kind that the store sells. Where there is one kind only, nothing is to be chosen.
    fn kinds_view(&self) -> Option<AnyView> {
        let here = self.here;
        let sold = here.store.kinds_sold();
        let wrong = self.wrong.get("kinds").cloned();
        if sold.len() < 2 && wrong.is_none() {
            return None;
        }
        let tick = |kind: &'static str| {
            let (id, checked) = (format!("kinds-{kind}"), self.kinds().any(|ticked| ticked == kind));
            view! {
                <div class="ad-field ad-tick">
                    <input type="checkbox" id=id.clone() name="kinds" value=kind checked=checked/>
                    <label for=id>{products::labels::kind(here, kind)}</label>
                </div>
            }
        };
        let ticks = sold.into_iter().map(tick).collect_view();
        let described = if wrong.is_some() { "kinds-hint kinds-error" } else { "kinds-hint" };
        let wrong = wrong.map(|wrong| view! { <p class="ad-error" id="kinds-error">{wrong}</p> });
        let kinds = view! {
            <fieldset aria-describedby=described>
                <legend>{here.text("admin-codes-kinds")}</legend>
                <p class="ad-hint" id="kinds-hint">{here.text("admin-codes-kinds-hint")}</p>
                {ticks}
                {wrong}
            </fieldset>
        };
        Some(kinds.into_inert())
    }
}

/// Returns the name of the text about an input that is wrong.
const fn sentence(field: CodeField) -> &'static str {
    match field {
        CodeField::Code => "admin-codes-wrong-code",
        CodeField::Label => "admin-codes-wrong-label",
        CodeField::Off => "admin-codes-wrong-off",
        CodeField::Kinds => "admin-codes-wrong-kinds",
        CodeField::LeastAmount => "admin-codes-wrong-least",
        CodeField::UntilAt => "admin-codes-wrong-until",
        CodeField::MostUses | CodeField::MostPerPerson => "admin-codes-wrong-uses",
        CodeField::Series => "admin-codes-wrong-series",
        CodeField::Count => "admin-codes-wrong-count",
    }
}

/// Reads a percentage, with a point or a comma before up to two decimals, in basis points.
pub(super) fn percent(typed: &str) -> Option<u32> {
    let typed = typed.trim().trim_end_matches('%').trim_end();
    let (whole, part) = typed.split_once(['.', ',']).unwrap_or((typed, ""));
    let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    match !whole.is_empty() && part.len() <= 2 && is_number(whole) && is_number(part) {
        true => format!("{whole}{part:0<2}").parse().ok(),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_read_with_a_point_or_a_comma() {
        for (typed, basis_points) in
            [("10", 1_000), (" 12,5 %", 1_250), ("7.25%", 725), ("0.01", 1), ("100", 10_000), ("0", 0), ("10.", 1_000)]
        {
            assert_eq!(percent(typed), Some(basis_points), "{typed}");
        }
        for typed in ["", "%", "ten", "-5", "+5", ".5", "12.345", "1,2,3", "99999999999"] {
            assert_eq!(percent(typed), None, "{typed}");
        }
    }

    #[test]
    fn every_input_has_a_sentence_of_its_own_name() {
        for field in CodeField::ALL {
            assert!(sentence(field).starts_with("admin-codes-wrong-"), "{field}");
        }
    }
}
