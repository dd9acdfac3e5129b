//! The page on which stock is adjusted: by what was added, taken away, or counted.

use axum::{
    extract::{Path, RawForm},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;

use super::{found::Found, problems, state::back};
use crate::{
    Act, ManagedError,
    admin::{
        bulk::Sent,
        form::{FieldKind, act_form, field},
        here::{Answer, Failure, Here},
        order::labels::facts,
        routes::Route,
    },
    store::is_key,
};

/// The most options that are read of a form.
const MOST: usize = 100;

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
    /// The position of the option among those that the form showed.
    option: String,
    how: String,
    number: String,
    reason: String,
    /// The options that the form showed, with their stock: somebody may have added or removed others meanwhile.
    shown: Vec<(String, u32)>,
}

impl Typed {
    fn empty(limited: &[(String, u32)]) -> Typed {
        let [option, how] = ["0", How::Add.name()].map(str::to_owned);
        Typed { option, how, number: String::new(), reason: String::new(), shown: limited.to_vec() }
    }

    fn read(sent: &Sent) -> Typed {
        let get = |name: &str| sent.get(name).unwrap_or_default().to_owned();
        let shown = |n: usize| -> Option<(String, u32)> {
            let units = sent.get(&format!("shown.{n}"))?.parse().ok()?;
            Some((get(&format!("name.{n}")), units))
        };
        Typed {
            option: sent.get("option").unwrap_or("0").to_owned(),
            how: get("how"),
            number: get("number"),
            reason: get("reason"),
            shown: (0..MOST).map_while(shown).collect(),
        }
    }

    /// Returns the option and what is added to its stock. `None` for what is no number of pieces.
    ///
    /// # Errors
    /// For what no form sends, and for an option that is there no longer.
    fn change<'a>(&self, limited: &'a [(String, u32)]) -> Result<Option<(&'a str, i64)>, Failure> {
        let bad = || Failure::BadRequest(String::new());
        let how = How::ALL.into_iter().find(|how| how.name() == self.how).ok_or_else(bad)?;
        let n: usize = self.option.parse().map_err(|_| bad())?;
        let (name, shown) = self.shown.get(n).ok_or_else(bad)?;
        let (option, _) = limited.iter().find(|(option, _)| option == name).ok_or(Failure::Conflict)?;
        let number: Option<u32> = self.number.parse().ok();
        Ok(number.and_then(|number| how.by(number, *shown)).map(|by| (option.as_str(), by)))
    }
}

/// Returns the options that are limited, with their stock.
fn limited(found: &Found) -> Vec<(String, u32)> {
    found.stocks().into_iter().filter_map(|(option, units)| Some((option, units?))).collect()
}

async fn ask(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    let limited = limited(&found);
    let typed = Typed::empty(&limited);
    Ok(page(&here, &found, &limited, &typed, None))
}

async fn adjust(here: Here, Path((kind, id)): Path<(String, String)>, RawForm(form): RawForm) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    let sent = Sent::read(&form);
    let token = sent.get("form").filter(|token| is_key(token)).ok_or(Failure::BadRequest(String::new()))?;
    let limited = limited(&found);
    let typed = Typed::read(&sent);
    let Some((option, by)) = typed.change(&limited)? else {
        let wrong = here.text("admin-stock-number-wrong");
        return Ok(page(&here, &found, &limited, &typed, Some(wrong)));
    };
    if by == 0 {
        return Ok(here.done(&found.path(""), "stock-same"));
    }
    let form = here.form(token);
    let admin = here.admin().once(&form);
    match admin.adjust_stock(found.kind.kind, found.id(), option, by, &typed.reason).await {
        Ok(_) | Err(ManagedError::AlreadyDone) => Ok(here.done(&found.path(""), "stock-adjusted")),
        Err(ManagedError::TooFew) => {
            let now = self::limited(&Found::of(&here, &kind, &id).await?);
            let left = now.iter().find(|(name, _)| name == option).map_or(0, |(_, units)| *units);
            let wrong = here.format("admin-stock-too-few", &[("left", left.into())]);
            Ok(page(&here, &found, &now, &typed, Some(wrong)))
        }
        Err(ManagedError::Invalid(errors)) => {
            let wrong = problems::sentences(&here, found.kind.kind, &errors).join(" ");
            Ok(page(&here, &found, &limited, &typed, Some(wrong)))
        }
        Err(ManagedError::NoStock) => Ok(page(&here, &found, &[], &typed, None)),
        Err(error) => Err(error.into()),
    }
}

fn page(here: &Here, found: &Found, limited: &[(String, u32)], typed: &Typed, wrong: Option<String>) -> Response {
    let (act, product) = (here.text("admin-stock-adjust"), found.title(here));
    let title = here.format("admin-products-act-title", &[("act", (&act).into()), ("product", (&product).into())]);
    if limited.is_empty() {
        let body = view! {
            <p>{here.text("admin-stock-not-limited")}</p>
            {back(here, found)}
        };
        return here.page(found.tab(), &title, body);
    }
    let named = |option: &str| if option.is_empty() { here.text("admin-products-in-stock") } else { option.to_owned() };
    let rows = facts(limited.iter().map(|(option, units)| (named(option), Some(here.texts.number((*units).into())))));
    let which = (typed.shown.len() > 1).then(|| {
        let choice = |(n, (option, _)): (usize, &(String, u32))| (n.to_string(), named(option));
        let choices = typed.shown.iter().enumerate().map(choice).collect();
        field("option", &here.text("admin-stock-option"), &typed.option, None, FieldKind::Choice(choices))
    });
    let shown: Vec<_> = typed
        .shown
        .iter()
        .enumerate()
        .map(|(n, (option, units))| {
            view! {
                <input type="hidden" name=format!("name.{n}") value=option.clone()/>
                <input type="hidden" name=format!("shown.{n}") value=units.to_string()/>
            }
        })
        .collect();
    let hows = How::ALL.into_iter().map(|how| (how.name().to_owned(), here.text(how.label()))).collect();
    let fields = view! {
        {shown}
        {which}
        {field("how", &here.text("admin-stock-how"), &typed.how, None, FieldKind::Choice(hows))}
        {field("number", &here.text("admin-stock-number"), &typed.number, wrong.as_deref(), FieldKind::Number)}
        {field("reason", &here.text("admin-stock-reason"), &typed.reason, None, FieldKind::Text)}
    };
    let form = act_form(&here.path(&found.path("/stock")), &act, false, fields);
    let body = view! {
        {rows}
        <p>{here.text("admin-stock-text")}</p>
        {form}
        {back(here, found)}
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    here.page_with(status, found.tab(), &title, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(option: &str, how: &str, number: &str, shown: u32) -> Typed {
        let [option, how, number] = [option, how, number].map(str::to_owned);
        Typed { option, how, number, reason: String::new(), shown: vec![("Blue".to_owned(), shown)] }
    }

    #[test]
    fn what_was_counted_is_relative_to_what_was_shown() {
        let limited = [("Blue".to_owned(), 8)];
        let by = |how: &str, number: &str| typed("0", how, number, 10).change(&limited);
        assert_eq!(by("add", "5"), Ok(Some(("Blue", 5))));
        assert_eq!(by("take", "2"), Ok(Some(("Blue", -2))));
        assert_eq!(by("counted", "9"), Ok(Some(("Blue", -1))), "two were sold since the page was shown");
        assert_eq!(by("counted", "10"), Ok(Some(("Blue", 0))));
        for (how, number) in [("add", "0"), ("take", "0"), ("add", "-3"), ("counted", "many"), ("add", "")] {
            assert_eq!(by(how, number), Ok(None), "{how} {number}");
        }
    }

    #[test]
    fn an_option_is_the_one_that_was_shown() {
        let limited = [("Amber".to_owned(), 3), ("Blue".to_owned(), 8)];
        assert_eq!(typed("0", "add", "5", 8).change(&limited), Ok(Some(("Blue", 5))), "Amber was added meanwhile");
        assert_eq!(typed("0", "add", "5", 8).change(&limited[..1]), Err(Failure::Conflict), "Blue was removed");
    }

    #[test]
    fn what_no_form_sends_is_refused() {
        let limited = [("Blue".to_owned(), 8)];
        for (option, how) in [("1", "add"), ("blue", "add"), ("0", "double")] {
            assert!(typed(option, how, "1", 10).change(&limited).is_err(), "{option} {how}");
        }
    }
}
