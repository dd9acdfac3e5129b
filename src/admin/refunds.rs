//! The refunds made at a gateway of which a person has yet to say something: what they are for, or whether their pieces are back.

use leptos::prelude::*;

use super::{
    here::{Answer, Here},
    order::{
        labels,
        refund::{allocate_path, restock},
    },
    page::Tab,
    routes::Route,
};
use crate::{Act, RefundRecord, inert::IntoInert};

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/refunds";
/// The refunds that are listed of each sort.
const LISTED: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::View, list)]
}

/// `GET /refunds`, the oldest first.
async fn list(here: Here) -> Answer {
    let admin = here.admin();
    let (to_allocate, to_restock) =
        tokio::try_join!(admin.refunds_to_allocate(LISTED), admin.refunds_to_restock(LISTED))?;
    let none = to_allocate.is_empty() && to_restock.is_empty();
    let body = view! {
        <p>{here.text("admin-refunds-text")}</p>
        {none.then(|| view! { <p class="ad-empty">{here.text("admin-refunds-none")}</p> })}
        {section(&here, Question::Items, &to_allocate)}
        {section(&here, Question::Stock, &to_restock)}
    };
    Ok(here.page(Tab::Orders, &here.text("admin-refunds"), body))
}

/// What is asked about a refund.
#[derive(Clone, Copy)]
enum Question {
    /// What it is for.
    Items,
    /// Whether its pieces go back into stock.
    Stock,
}

impl Question {
    const fn act(self) -> Act {
        match self {
            Question::Items => Act::AllocateRefund,
            Question::Stock => Act::RestockRefund,
        }
    }

    fn path(self, number: i64, refund: &str) -> String {
        match self {
            Question::Items => allocate_path(number, refund),
            Question::Stock => restock::path(number, refund),
        }
    }

    /// Returns the names of the heading and the sentence above its table.
    const fn heading(self) -> [&'static str; 2] {
        match self {
            Question::Items => ["admin-refunds-items", "admin-refunds-items-text"],
            Question::Stock => ["admin-refunds-stock", "admin-refunds-stock-text"],
        }
    }

    /// Returns the names of the heading of the column with its links, and of a link: as it is read, and as it is heard alone.
    const fn link(self) -> [&'static str; 3] {
        match self {
            Question::Items => ["admin-refund-what", "admin-do-allocate-refund", "admin-refunds-allocate"],
            Question::Stock => ["admin-stock", "admin-do-restock-refund", "admin-refunds-restock"],
        }
    }
}

fn section(here: &Here, question: Question, waiting: &[(i64, RefundRecord)]) -> Option<AnyView> {
    let ([heading, says], [column, ..]) = (question.heading(), question.link());
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = waiting.iter().map(|(number, refund)| row(here, question, *number, refund)).collect_view();
    (!waiting.is_empty()).then(|| {
        view! {
            <h2>{here.text(heading)}</h2>
            <p>{here.text(says)}</p>
            <table class="ad-table" aria-label=here.text(heading)>
                <thead>
                    <tr>
                        {head("admin-orders-number")}
                        {head("admin-refund-column-amount")}
                        {head("admin-refund-column-why")}
                        {head(column)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_inert()
    })
}

fn row(here: &Here, question: Question, number: i64, refund: &RefundRecord) -> impl IntoView + use<> {
    let order = here.path(&format!("/orders/{number}"));
    let [column, link, label] = question.link();
    let answer = here.may(question.act()).then(|| {
        let path = here.path(&question.path(number, &refund.id));
        let label = here.format(label, &[("number", (&number.to_string()).into())]);
        view! { <a href=path aria-label=label>{here.text(link)}</a> }
    });
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-orders-number")><a href=order>{number.to_string()}</a></th>
            <td data-label=here.text("admin-refund-column-amount")>{here.texts.money(refund.amount)}</td>
            <td data-label=here.text("admin-refund-column-why")>
                {labels::refund_reason(refund.reason, refund.manual, &here.texts)}
            </td>
            <td data-label=here.text(column)>{answer}</td>
        </tr>
    }
}
