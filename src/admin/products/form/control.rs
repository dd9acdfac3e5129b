//! The input of a value, with its label, its error, and a note about a change by another member of staff.

use leptos::prelude::*;

use crate::{
    Language, TaxClass, TaxCode,
    admin::{
        form::{is_local_time, text_of_area},
        here::Here,
        products::labels,
    },
    country,
    inert::IntoInert,
    managed::{Field, FieldKind},
};

/// What an input for a color shows if there is none.
pub(super) const NO_COLOR: &str = "#000000";

/// The lines of an input for a long text.
const LINES: &str = "8";

/// An input.
pub(super) struct Control<'a> {
    pub here: &'a Here,
    pub kind: &'a str,
    pub field: &'a Field,
    /// The name of its value.
    pub name: &'a str,
    /// The language of its value, if it has one for each.
    pub language: Option<Language>,
    pub value: &'a str,
    pub error: Option<String>,
    pub note: Option<String>,
}

impl Control<'_> {
    pub fn render(self) -> AnyView {
        match self.field.kind {
            FieldKind::LongText => self.lines(),
            FieldKind::Choice(choices) => self.choice(choices),
            FieldKind::Flag => self.flag(),
            FieldKind::Color => self.color(),
            FieldKind::Money(_) => self.line("text", Some("decimal")),
            FieldKind::Count | FieldKind::Stock => self.line("text", Some("numeric")),
            FieldKind::DateTime if self.value.is_empty() || is_local_time(self.value) => {
                self.line("datetime-local", None)
            }
            // What was typed stays, even if it is no time.
            FieldKind::DateTime | FieldKind::Text | FieldKind::File | FieldKind::Pictures | FieldKind::Options(_) => {
                self.line("text", None)
            }
        }
    }

    /// The name in the form and the id on the page.
    fn id(&self) -> String {
        format!("field.{}", self.name)
    }

    fn label(&self) -> String {
        labels::input(self.here, self.kind, self.field, self.language)
    }

    fn lang(&self) -> Option<String> {
        self.language.map(|language| language.to_string())
    }

    fn wrong(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    fn hint(&self) -> Option<String> {
        let by_store = || match self.field.kind {
            FieldKind::Stock => Some(self.here.text("admin-products-stock-hint")),
            FieldKind::DateTime => Some(self.here.time_hint()),
            _ => None,
        };
        labels::hint(self.here, self.kind, self.field.name).or_else(by_store)
    }

    /// The ids of what describes the input.
    fn described(&self) -> Option<String> {
        let all = [("hint", self.hint().is_some()), ("error", self.error.is_some()), ("note", self.note.is_some())];
        let ids = all.into_iter().filter(|(_, is_there)| *is_there).map(|(what, _)| format!("{}-{what}", self.id()));
        Some(ids.collect::<Vec<_>>().join(" ")).filter(|ids| !ids.is_empty())
    }

    fn beside(&self) -> impl IntoView + use<> {
        let part = |text: Option<String>, what: &str, class: &'static str| {
            let id = format!("{}-{what}", self.id());
            text.map(|text| view! { <p class=class id=id>{text}</p> })
        };
        view! {
            {part(self.hint(), "hint", "ad-hint")}
            {part(self.error.clone(), "error", "ad-error")}
            {part(self.note.clone(), "note", "ad-changed")}
        }
    }

    fn line(&self, kind: &'static str, mode: Option<&'static str>) -> AnyView {
        view! {
            <div class="ad-field">
                <label for=self.id()>{self.label()}</label>
                <input
                    id=self.id()
                    name=self.id()
                    type=kind
                    inputmode=mode
                    autocomplete="off"
                    lang=self.lang()
                    value=self.value.to_owned()
                    aria-invalid=self.wrong()
                    aria-describedby=self.described()
                />
                {self.beside()}
            </div>
        }
        .into_inert()
    }

    fn lines(&self) -> AnyView {
        view! {
            <div class="ad-field">
                <label for=self.id()>{self.label()}</label>
                <textarea
                    id=self.id()
                    name=self.id()
                    rows=LINES
                    autocomplete="off"
                    lang=self.lang()
                    aria-invalid=self.wrong()
                    aria-describedby=self.described()
                    inner_html=text_of_area(self.value)
                ></textarea>
                {self.beside()}
            </div>
        }
        .into_inert()
    }

    fn choice(&self, choices: &[&str]) -> AnyView {
        // What was saved before the choices changed is shown, and refused if it stays.
        let unknown = (!choices.contains(&self.value)).then_some(self.value);
        let empty = (!self.field.required && unknown != Some("")).then_some("");
        let option = |value: &str| {
            let name = match value {
                "" => {
                    let empty = labels::empty(self.here, self.kind, self.field.name);
                    empty.unwrap_or_else(|| "–".to_owned())
                }
                value => self.with_rate(value, labels::choice(self.here, self.kind, self.field.name, value)),
            };
            let selected = value == self.value;
            view! { <option value=value.to_owned() selected=selected>{name}</option> }
        };
        let options: Vec<_> = unknown.into_iter().chain(empty).chain(choices.iter().copied()).map(option).collect();
        view! {
            <div class="ad-field">
                <label for=self.id()>{self.label()}</label>
                <select id=self.id() name=self.id() aria-invalid=self.wrong() aria-describedby=self.described()>
                    {options}
                </select>
                {self.beside()}
            </div>
        }
        .into_inert()
    }

    /// Returns what a choice is called: a tax class with its rate, if that is known.
    fn with_rate(&self, value: &str, label: String) -> String {
        let class = TaxClass::parse(value).filter(|_| self.field.tax_class);
        let taxed = class.and_then(|class| self.here.store.tax_rate_at_home(&class));
        let Some(taxed) = taxed.filter(|taxed| matches!(taxed.code, TaxCode::Standard | TaxCode::ZeroRated)) else {
            return label;
        };
        let rate = self.here.texts.rate(taxed.rate);
        let rate = self.here.format("admin-percent", &[("rate", (&rate).into())]);
        let home = &self.here.store.settings().country;
        let names = country::names(self.here.texts.language());
        let country = names.iter().find(|(code, _)| code == home).map_or(home, |(_, name)| name);
        let with = [("class", (&label).into()), ("rate", (&rate).into()), ("country", country.into())];
        self.here.format("admin-products-tax-rate", &with)
    }

    fn flag(&self) -> AnyView {
        let checked = self.value == "yes";
        view! {
            <div class="ad-field ad-tick">
                <input
                    type="checkbox"
                    id=self.id()
                    name=self.id()
                    value="yes"
                    checked=checked
                    aria-invalid=self.wrong()
                    aria-describedby=self.described()
                />
                <label for=self.id()>{self.label()}</label>
                {self.beside()}
            </div>
        }
        .into_inert()
    }

    /// Browsers have no input for a color that may be empty, so a tick says whether there is one.
    fn color(&self) -> AnyView {
        let id = format!("{}.set", self.id());
        let own = (!self.field.required).then(|| {
            let checked = !self.value.is_empty();
            let label = self.here.format(
                "admin-products-own-color",
                &[("field", (&labels::field(self.here, self.kind, self.field.name)).into())],
            );
            view! {
                <p class="ad-field ad-tick">
                    <input type="checkbox" id=id.clone() name=id.clone() value="1" checked=checked/>
                    <label for=id>{label}</label>
                </p>
            }
        });
        let value = if is_color(self.value) { self.value } else { NO_COLOR };
        view! {
            <div class="ad-field">
                <label for=self.id()>{self.label()}</label>
                {own}
                <input
                    type="color"
                    id=self.id()
                    name=self.id()
                    value=value.to_owned()
                    aria-invalid=self.wrong()
                    aria-describedby=self.described()
                />
                {self.beside()}
            </div>
        }
        .into_inert()
    }
}

/// Whether a text is the value of an input for a color (HTML, 2.3.6).
fn is_color(text: &str) -> bool {
    text.len() == 7 && text.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_for_a_color_has_no_other_value() {
        assert!(is_color("#1b6e53"));
        for bad in ["", "1b6e53", "#fff", "#1b6e5g", "green"] {
            assert!(!is_color(bad), "{bad}");
        }
    }
}
