//! The page on which stock is adjusted: by what was added, taken away, or counted.

use axum::{
    extract::{Path, RawForm},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;

use super::{found::Found, limit, problems, state::back};
use crate::{
    Act, ManagedError,
    admin::{
        bulk::Sent,
        form::{FieldKind, act_form, field, refused},
        here::{Answer, Failure, Here},
        order::labels::facts,
        routes::Route,
    },
    inert::IntoInert,
};

/// The name of the text of the heading and the button.
const ACT: &str = "admin-stock-adjust";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::act("/products/{kind}/{id}/stock", Act::AdjustStock, ask, adjust)]
}

/// How a number changes the stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Add,
    Take,
    /// The number is what there is, instead of what the page showed. What was sold since then is missing from both.
    Counted,
}

impl How {
    const ALL: [How; 3] = [How::Add, How::Take, How::Counted];

    const fn name(self) -> &'static str {
        match self {
            How::Add => "add",
            How::Take => "take",
            How::Counted => "counted",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            How::Add => "admin-stock-add",
            How::Take => "admin-stock-take",
            How::Counted => "admin-stock-counted",
        }
    }

    /// Returns what a number adds to the stock. `None` if it cannot be meant.
    fn by(self, number: u32, shown: u32) -> Option<i64> {
        let (number, shown) = (i64::from(number), i64::from(shown));
        match self {
            How::Add => (number > 0).then_some(number),
            How::Take => (number > 0).then_some(-number),
            How::Counted => Some(number - shown),
        }
    }
}

/// A form as it was filled in.
struct Typed {
    option: String,
    how: String,
    number: String,
    reason: String,
    /// The stock of each option that the form showed.
    shown: Vec<(String, u32)>,
}

impl Typed {
    fn empty(limited: Vec<(String, u32)>) -> Typed {
        let option = limited.first().map(|(option, _)| option.clone()).unwrap_or_default();
        let how = How::Add.name().to_owned();
        Typed { option, how, number: String::new(), reason: String::new(), shown: limited }
    }

    fn read(sent: &Sent, found: &Found) -> Typed {
        let get = |name: &str| sent.get(name).unwrap_or_default().to_owned();
        let shown = |(option, _): (String, Option<u32>)| {
            let units = sent.get(&shown_as(&option))?.parse().ok()?;
            Some((option, units))
        };
        Typed {
            option: get("option"),
            how: get("how"),
            number: get("number"),
            reason: get("reason"),
            shown: found.stocks().into_iter().filter_map(shown).collect(),
        }
    }

    /// Returns what is added to the stock.
    ///
    /// # Errors
    /// The outer one for what no form sends, the inner one for what is no number of pieces.
    fn change(&self) -> Result<Option<i64>, Failure> {
        let bad = || Failure::BadRequest(String::new());
        let how = How::ALL.into_iter().find(|how| how.name() == self.how).ok_or_else(bad)?;
        let (_, shown) = self.shown.iter().find(|(option, _)| *option == self.option).ok_or_else(bad)?;
        let number: Option<u32> = self.number.parse().ok();
        Ok(number.and_then(|number| how.by(number, *shown)))
    }
}

/// Returns the name of the input with the stock that a form showed.
fn shown_as(option: &str) -> String {
    format!("shown.{option}")
}

/// Returns the options that are limited, with their stock.
fn limited(found: &Found) -> Vec<(String, u32)> {
    found.stocks().into_iter().filter_map(|(option, units)| Some((option, units?))).collect()
}

async fn ask(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    let body = body(&here, &found, &Typed::empty(limited(&found)), None);
    Ok(here.page(found.tab(), &found.act_title(&here, ACT), body))
}

async fn adjust(here: Here, Path((kind, id)): Path<(String, String)>, RawForm(form): RawForm) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    let sent = Sent::read(&form);
    let token = sent.token()?;
    let typed = Typed::read(&sent, &found);
    let Some(by) = typed.change()? else {
        let wrong = here.text("admin-stock-number-wrong");
        return Ok(again(&here, &found, &typed, &wrong));
    };
    if by == 0 {
        return Ok(here.done(&found.path(""), "stock-same"));
    }
    let form = here.form(token);
    let admin = here.admin().once(&form);
    match admin.adjust_stock(found.kind.kind, found.id(), &typed.option, by, &typed.reason).await {
        Ok(_) | Err(ManagedError::AlreadyDone) => Ok(here.done(&found.path(""), "stock-adjusted")),
        Err(ManagedError::TooFew) => {
            let now = Found::of(&here, &kind, &id).await?;
            let left = limited(&now).into_iter().find(|(option, _)| *option == typed.option);
            let left = left.map_or(0, |(_, units)| units);
            let wrong = here.format("admin-stock-too-few", &[("left", left.into())]);
            Ok(again(&here, &now, &typed, &wrong))
        }
        Err(ManagedError::Invalid(errors)) => {
            let wrong = problems::sentences(&here, found.kind.kind, &errors).join(" ");
            Ok(again(&here, &found, &typed, &wrong))
        }
        Err(ManagedError::NoStock) => changed(&here, &kind, &id).await,
        Err(error) => Err(error.into()),
    }
}

/// Renders the page of a form whose number was refused.
fn again(here: &Here, found: &Found, typed: &Typed, wrong: &str) -> Response {
    let body = body(here, found, typed, Some(wrong));
    here.page_with(StatusCode::UNPROCESSABLE_ENTITY, found.tab(), &found.act_title(here, ACT), body)
}

/// Renders the page after a form that no longer applies: the stock is limited, or unlimited, since it was shown.
pub(super) async fn changed(here: &Here, kind: &str, id: &str) -> Answer {
    let now = Found::of(here, kind, id).await?;
    let body = body(here, &now, &Typed::empty(limited(&now)), None);
    Ok(refused(here, now.tab(), &now.act_title(here, ACT), &here.text("admin-stock-changed"), body))
}

fn body(here: &Here, found: &Found, typed: &Typed, wrong: Option<&str>) -> AnyView {
    let limited = limited(found);
    let adjust = match limited.is_empty() {
        true => view! { <p>{here.text("admin-stock-not-limited")}</p> }.into_inert(),
        false => view! {
            <p>{here.text("admin-stock-text")}</p>
            {adjust_form(here, found, &limited, typed, wrong)}
        }
        .into_inert(),
    };
    view! {
        {units(here, &found.stocks())}
        {adjust}
        {limit::section(here, found)}
        {back(here, found)}
    }
    .into_inert()
}

fn adjust_form(here: &Here, found: &Found, limited: &[(String, u32)], typed: &Typed, wrong: Option<&str>) -> AnyView {
    let options = limited.iter().map(|(option, _)| option.as_str());
    let shown: Vec<_> = typed
        .shown
        .iter()
        .map(|(option, units)| view! { <input type="hidden" name=shown_as(option) value=units.to_string()/> })
        .collect();
    let hows = How::ALL.into_iter().map(|how| (how.name().to_owned(), here.text(how.label()))).collect();
    let fields = view! {
        {shown}
        {which(here, "option", options, &typed.option)}
        {field("how", &here.text("admin-stock-how"), &typed.how, None, FieldKind::Choice(hows))}
        {field("number", &here.text("admin-stock-number"), &typed.number, wrong, FieldKind::Number)}
        {field("reason", &here.text("admin-stock-reason"), &typed.reason, None, FieldKind::Text)}
    };
    act_form(&here.path(&found.path("/stock")), &here.text(ACT), false, fields)
}

/// Renders the choice of an option. The only one is chosen.
pub(super) fn which<'a>(
    here: &Here,
    name: &'static str,
    options: impl Iterator<Item = &'a str>,
    chosen: &str,
) -> AnyView {
    let choices: Vec<_> = options.map(|option| (option.to_owned(), called(here, option))).collect();
    match &choices[..] {
        [(only, _)] => view! { <input type="hidden" name=name value=only.clone()/> }.into_inert(),
        _ => field(name, &here.text("admin-stock-option"), chosen, None, FieldKind::Choice(choices)),
    }
}

/// Renders what there is of each option.
pub(super) fn units(here: &Here, stocks: &[(String, Option<u32>)]) -> AnyView {
    let row = |(option, units): &(String, Option<u32>)| {
        let units = match units {
            Some(units) => here.texts.number((*units).into()),
            None => here.text("admin-products-unlimited"),
        };
        (called(here, option), Some(units))
    };
    facts(stocks.iter().map(row))
}

/// Returns what the stock of an option is called, or that of a product without options.
fn called(here: &Here, option: &str) -> String {
    if option.is_empty() { here.text("admin-products-in-stock") } else { option.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(option: &str, how: &str, number: &str) -> Typed {
        let [option, how, number] = [option, how, number].map(str::to_owned);
        Typed { option, how, number, reason: String::new(), shown: vec![("Blue".to_owned(), 10)] }
    }

    #[test]
    fn what_was_counted_is_relative_to_what_was_shown() {
        let by = |how: &str, number: &str| typed("Blue", how, number).change();
        assert_eq!(by("add", "5"), Ok(Some(5)));
        assert_eq!(by("take", "2"), Ok(Some(-2)));
        assert_eq!(by("counted", "9"), Ok(Some(-1)));
        assert_eq!(by("counted", "10"), Ok(Some(0)));
        for (how, number) in [("add", "0"), ("take", "0"), ("add", "-3"), ("counted", "many"), ("add", "")] {
            assert_eq!(by(how, number), Ok(None), "{how} {number}");
        }
    }

    #[test]
    fn what_no_form_sends_is_refused() {
        for (option, how) in [("Red", "add"), ("", "add"), ("Blue", "double")] {
            assert!(typed(option, how, "1").change().is_err(), "{option} {how}");
        }
    }
}
