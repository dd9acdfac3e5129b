//! The page of a code: what it takes off, who has used it, and its end.

use axum::extract::{Form, Path};
use leptos::prelude::*;

use super::{PATH, labels, list::Filter, path_of};
use crate::{
    Act, Code, CodeError, CodeRecord, CodeRedemption, CodeState,
    admin::{
        form::{Token, act_form, refused},
        here::{Answer, Here},
        order::labels::order_status,
        page::Tab,
        products,
    },
    inert::IntoInert,
};

/// `GET /codes/{code}`.
pub(super) async fn show(here: Here, Path(code): Path<String>) -> Answer {
    let CodeRecord { code, redemptions, .. } = here.admin().code(&code).await?;
    let end = (here.may(Act::EditCodes) && !has_ended(&here, &code)).then(|| {
        let to = here.path(&end_path(&code));
        view! { <a class="ad-button ad-danger" href=to>{here.text("admin-codes-end")}</a> }
    });
    let body = view! {
        <div class="ad-actions">{labels::state(&here, &code)} {end}</div>
        {facts(&here, &code)}
        <section>
            <h2>{here.text("admin-codes-orders")}</h2>
            {orders(&here, &code, &redemptions)}
        </section>
        <p><a href=here.path(PATH)>{here.text("admin-codes-back")}</a></p>
    };
    Ok(here.page(Tab::Codes, &title(&here, &code), body))
}

fn title(here: &Here, code: &Code) -> String {
    here.format("admin-codes-title", &[("code", (&code.code).into())])
}

fn end_path(code: &Code) -> String {
    format!("{}/end", path_of(&code.code))
}

fn has_ended(here: &Here, code: &Code) -> bool {
    code.state(here.store.db().now()) == CodeState::Ended
}

fn facts(here: &Here, code: &Code) -> AnyView {
    let fact = |name: &str, value: AnyView| view! { <dt>{here.text(name)}</dt> <dd>{value}</dd> };
    let text = |name: &str, value: Option<String>| value.map(|value| fact(name, value.into_inert()));
    let kinds: Vec<String> = code.kinds.iter().map(|kind| products::labels::kind(here, kind)).collect();
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let series = code.series.as_ref().map(|series| {
        let to = here.path(&Filter::of_series(series).url());
        fact("admin-codes-series", view! { <a href=to>{series.clone()}</a> }.into_inert())
    });
    view! {
        <dl class="ad-facts">
            {text("admin-codes-off", Some(labels::off(here, code.off)))}
            {text("admin-codes-label", given(code.label.clone()))}
            {text("admin-codes-kinds", given(kinds.join(", ")))}
            {text("admin-codes-least-amount", code.least_amount.map(|least| here.texts.money(least)))}
            {text("admin-codes-period", labels::period(here, code))}
            {text("admin-codes-uses", Some(labels::uses(here, code)))}
            {text("admin-codes-most-per-person", code.most_per_person.map(|most| here.texts.number(most.into())))}
            {series}
            {fact("admin-codes-created-at", here.when(code.created_at).into_inert())}
            {code.disabled_at.map(|at| fact("admin-codes-ended-at", here.when(at).into_inert()))}
        </dl>
    }
    .into_inert()
}

/// Renders the orders that have used a code.
fn orders(here: &Here, code: &Code, redemptions: &[CodeRedemption]) -> AnyView {
    if redemptions.is_empty() {
        return view! { <p class="ad-empty">{here.text("admin-codes-orders-none")}</p> }.into_inert();
    }
    let more = usize::try_from(code.uses).is_ok_and(|uses| uses > redemptions.len()).then(|| {
        let newest = i64::try_from(redemptions.len()).unwrap_or(i64::MAX);
        let says = here.format("admin-codes-orders-newest", &[("count", newest.into())]);
        view! { <p class="ad-muted">{says}</p> }
    });
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = redemptions.iter().map(|redemption| row(here, redemption)).collect_view();
    view! {
        <table class="ad-table" aria-label=here.text("admin-codes-orders")>
            <thead>
                <tr>
                    {head("admin-codes-order")}
                    {head("admin-codes-order-at")}
                    {head("admin-email")}
                    {head("admin-codes-order-status")}
                    <th scope="col" class="ad-amount">{here.text("admin-codes-order-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    }
    .into_inert()
}

fn row(here: &Here, redemption: &CodeRedemption) -> impl IntoView + use<> {
    let number = redemption.order.to_string();
    let to = here.path(&format!("/orders/{number}"));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-codes-order")><a href=to>{number}</a></th>
            <td data-label=here.text("admin-codes-order-at")>{here.when(redemption.at)}</td>
            <td class="ad-who" data-label=here.text("admin-email")>{redemption.email.clone()}</td>
            <td data-label=here.text("admin-codes-order-status")>{order_status(redemption.status, &here.texts)}</td>
            <td class="ad-amount" data-label=here.text("admin-codes-order-amount")>{here.texts.money(redemption.amount)}</td>
        </tr>
    }
}

/// `GET /codes/{code}/end`.
pub(super) async fn ask(here: Here, Path(code): Path<String>) -> Answer {
    let CodeRecord { code, .. } = here.admin().code(&code).await?;
    let title = here.text("admin-codes-end");
    if has_ended(&here, &code) {
        return Ok(refused(&here, Tab::Codes, &title, &here.text("admin-codes-end-done"), back(&here, &code)));
    }
    Ok(here.page(Tab::Codes, &title, end_form(&here, &code)))
}

/// `POST /codes/{code}/end`.
pub(super) async fn end(here: Here, Path(code): Path<String>, Form(token): Form<Token>) -> Answer {
    let CodeRecord { code, .. } = here.admin().code(&code).await?;
    match here.admin().once(&here.form(&token.form)).end_code(&code.code).await {
        Ok(_) | Err(CodeError::AlreadyDone) => Ok(here.done(&path_of(&code.code), "code-ended")),
        Err(CodeError::NotAllowed) => {
            let (title, why) = (here.text("admin-codes-end"), here.text("admin-error-not-allowed"));
            Ok(refused(&here, Tab::Codes, &title, &why, back(&here, &code)))
        }
        Err(error) => Err(error.into()),
    }
}

fn end_form(here: &Here, code: &Code) -> AnyView {
    let with = [("code", (&code.code).into())];
    view! {
        <p>{here.format("admin-codes-end-text", &with)}</p>
        {act_form(&here.path(&end_path(code)), &here.text("admin-codes-end"), true, ())}
        {back(here, code)}
    }
    .into_inert()
}

/// Renders the way back to the code.
fn back(here: &Here, code: &Code) -> AnyView {
    let label = here.format("admin-codes-back-to", &[("code", (&code.code).into())]);
    view! { <p><a href=here.path(&path_of(&code.code))>{label}</a></p> }.into_inert()
}
