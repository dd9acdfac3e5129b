//! Server functions of the withdrawal page. Personal data is in the forms and the draft, never in a URL.

#![allow(clippy::too_many_arguments, reason = "one for each field of the form, also in what the macro makes of it")]

use leptos::prelude::*;

use crate::{Problem, WithdrawalView, WithdrawnLine};

#[cfg(feature = "ssr")]
use super::respond;

/// Returns what the withdrawal page shows: an empty form; with the token of an order, the form for that order; with the
/// token of a draft, how far that has come. With `edit`, the form of a draft that could be confirmed.
///
/// # Errors
/// [`Problem::UnknownOrder`] if the store [offers no withdrawals](crate::StoreBuilder::withdrawals).
/// [`Problem::Unavailable`].
#[server(prefix = "/pannier", endpoint = "withdrawal")]
pub async fn get_withdrawal(
    #[server(default)] draft: String,
    #[server(default)] order: String,
    #[server(default)] edit: bool,
) -> Result<WithdrawalView, Problem> {
    respond::shows(respond::Page::Withdrawal);
    let (store, _) = respond::request().await?;
    respond::private();
    respond::unlisted();
    if !store.offers_withdrawal() {
        return respond::with_status(Err(Problem::UnknownOrder));
    }
    respond::with_status(store.withdrawal(given(&draft), given(&order), edit).await)
}

/// Saves a withdrawal, valid or not, and leads to its page, which asks to confirm it or says what is wrong. `order` is the
/// token of the order, or empty; `pieces` is how many pieces the form offered: to choose them all is to withdraw from
/// everything. A form that offers none asks for them in words (`text`), and means everything if there are none.
///
/// Returns the token of the draft.
///
/// # Errors
/// [`Problem::UnknownOrder`] if the store offers no withdrawals. [`Problem::Unavailable`].
#[server(prefix = "/pannier", endpoint = "withdrawal/draft")]
pub async fn draft_withdrawal(
    #[server(default)] draft: String,
    #[server(default)] order: String,
    #[server(default)] number: String,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] text: String,
    #[server(default)] lines: Vec<WithdrawnLine>,
    #[server(default)] pieces: u32,
) -> Result<String, Problem> {
    let (store, _) = respond::request().await?;
    let page = page_of(&store, given(&draft), given(&order));
    if !store.offers_withdrawal() {
        respond::refuse(&Problem::UnknownOrder, &page);
        return Err(Problem::UnknownOrder);
    }
    let (lines, everything) = chosen(lines, pieces, &text);
    let form = crate::WithdrawalForm { order, number, name, email, lines, everything, text };
    let saved = store.draft_withdrawal(form, given(&draft), store.language_here()).await;
    match &saved {
        Ok(draft) => respond::see_other(&page_of(&store, Some(draft), None)),
        Err(problem) => respond::refuse(problem, &page),
    }
    saved
}

/// Confirms a withdrawal. Idempotent. The page of the draft then says that it was received; of one that is not valid, it
/// says what is wrong.
///
/// # Errors
/// [`Problem::UnknownOrder`] if the store offers no withdrawals. [`Problem::Unavailable`].
#[server(prefix = "/pannier", endpoint = "withdrawal/confirm")]
pub async fn confirm_withdrawal(#[server(default)] draft: String) -> Result<(), Problem> {
    let (store, _) = respond::request().await?;
    let page = page_of(&store, given(&draft), None);
    let confirmed = match store.offers_withdrawal() {
        true => store.confirm_withdrawal(&draft).await,
        false => Err(Problem::UnknownOrder),
    };
    match &confirmed {
        Ok(()) => respond::see_other(&page),
        Err(problem) => respond::refuse(problem, &page),
    }
    confirmed
}

#[cfg(feature = "ssr")]
fn given(token: &str) -> Option<&str> {
    Some(token).filter(|token| !token.is_empty())
}

/// Returns the path of the page of a draft, or else of the form for an order.
#[cfg(feature = "ssr")]
fn page_of(store: &crate::Store, draft: Option<&str>, order: Option<&str>) -> String {
    let page = &store.paths().withdraw;
    match (draft, order) {
        (Some(draft), _) => format!("{page}?draft={}", respond::encode(draft)),
        (None, Some(order)) => format!("{page}?order={}", respond::encode(order)),
        (None, None) => page.clone(),
    }
}

/// Returns the lines of which a piece was chosen, or that everything was.
#[cfg(feature = "ssr")]
fn chosen(lines: Vec<WithdrawnLine>, pieces: u32, text: &str) -> (Vec<WithdrawnLine>, bool) {
    let all = lines.iter().fold(0_u32, |all, line| all.saturating_add(line.quantity));
    let everything = match pieces {
        0 => text.trim().is_empty(),
        _ => all >= pieces,
    };
    let lines = if everything { Vec::new() } else { lines };
    (lines.into_iter().filter(|line| line.quantity > 0).collect(), everything)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn line(id: &str, quantity: u32) -> WithdrawnLine {
        WithdrawnLine { kind: "poster".to_owned(), id: id.to_owned(), quantity }
    }

    #[test]
    fn all_pieces_are_everything_and_some_are_named() {
        let of = |quantities: [u32; 2]| chosen(vec![line("a", quantities[0]), line("b", quantities[1])], 3, "");
        assert_eq!(of([2, 1]), (Vec::new(), true));
        assert_eq!(of([2, 0]), (vec![line("a", 2)], false));
        assert_eq!(of([0, 0]), (Vec::new(), false), "nothing was chosen, which is an error");
        assert_eq!(of([u32::MAX, u32::MAX]), (Vec::new(), true));
    }

    #[test]
    fn words_without_items_to_choose_from_are_a_part() {
        assert_eq!(chosen(Vec::new(), 0, " \n"), (Vec::new(), true));
        assert_eq!(chosen(Vec::new(), 0, "The blue one"), (Vec::new(), false));
    }
}
