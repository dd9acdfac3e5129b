//! Acts whose form is a button.

use axum::{
    extract::{Form, Path},
    response::Response,
};

use super::{
    act_page::ActPage,
    confirmation::confirmation,
    errors::{Outcome, outcome},
    found::{Found, left_of},
    offer::Offer,
};
use crate::{
    DisputeStatus,
    admin::{
        form::{Token, act_form},
        here::{Answer, Here},
        routes::Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/orders/{number}/mark-paid", Plain::MarkPaid),
        route("/orders/{number}/poll-payment", Plain::PollPayment),
        route("/orders/{number}/cancel", Plain::Cancel),
        route("/orders/{number}/release", Plain::Release),
        route("/orders/{number}/renew-downloads", Plain::RenewDownloads),
        route("/orders/{number}/end-downloads", Plain::EndDownloads),
    ]
}

fn route(path: &'static str, plain: Plain) -> Route {
    Route::act(
        path,
        plain.offer().act(),
        move |here: Here, number: Path<String>| ask(plain, here, number),
        move |here: Here, number: Path<String>, form: Form<Token>| perform(plain, here, number, form),
    )
}

#[derive(Clone, Copy)]
enum Plain {
    MarkPaid,
    PollPayment,
    Cancel,
    Release,
    RenewDownloads,
    EndDownloads,
}

impl Plain {
    const fn offer(self) -> Offer {
        match self {
            Plain::MarkPaid => Offer::MarkPaid,
            Plain::PollPayment => Offer::PollPayment,
            Plain::Cancel => Offer::Cancel,
            Plain::Release => Offer::Release,
            Plain::RenewDownloads => Offer::RenewDownloads,
            Plain::EndDownloads => Offer::EndDownloads,
        }
    }

    /// Returns the message once it is done: see [`Here::done`].
    const fn done(self) -> &'static str {
        match self {
            Plain::MarkPaid => "mark-paid",
            Plain::PollPayment => "poll-payment",
            Plain::Cancel => "cancel",
            Plain::Release => "release",
            Plain::RenewDownloads => "renew-downloads",
            Plain::EndDownloads => "end-downloads",
        }
    }

    /// Returns what it will do, a sentence or two each.
    fn says(self, here: &Here, found: &Found) -> Vec<String> {
        let money = |money| here.texts.money(money);
        match self {
            Plain::MarkPaid => {
                let total = money(found.order.total);
                let first = match found.mismatch().and_then(|payment| payment.paid) {
                    Some(paid) => here.format(
                        "admin-mark-paid-mismatch",
                        &[("paid", (&money(paid)).into()), ("total", (&total).into())],
                    ),
                    None => here.format("admin-mark-paid-offline", &[("total", (&total).into())]),
                };
                vec![first, here.text("admin-mark-paid-effect")]
            }
            Plain::PollPayment => vec![here.text("admin-poll-payment-effect")],
            Plain::Cancel => match found.mismatch().and_then(|payment| payment.paid) {
                Some(paid) => vec![
                    here.text("admin-cancel-effect"),
                    here.format("admin-cancel-refunds", &[("paid", (&money(paid)).into())]),
                ],
                None => vec![here.text("admin-cancel-effect")],
            },
            Plain::Release => {
                let mut disputes = found.payments.iter().flat_map(|payment| &payment.disputes);
                let open = disputes.any(|dispute| dispute.status == DisputeStatus::Open);
                let first = here.text("admin-release-effect");
                [first].into_iter().chain(open.then(|| here.text("admin-release-dispute"))).collect()
            }
            Plain::RenewDownloads => vec![here.text("admin-renew-downloads-effect")],
            Plain::EndDownloads => vec![here.text("admin-end-downloads-effect")],
        }
    }
}

async fn ask(plain: Plain, here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    Ok(page(plain, &here, &found, None))
}

async fn perform(plain: Plain, here: Here, Path(number): Path<String>, Form(token): Form<Token>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    // Cancelling returns a payment that does not match.
    let returned = found.mismatch().filter(|_| matches!(plain, Plain::Cancel));
    if let Some((payment, amount)) = returned.and_then(|payment| Some((payment, left_of(payment)?))) {
        let next = found.path(plain.offer().path());
        if let Some(sign_in) = confirmation(&here, Some(payment), amount, &token.form, &next).await? {
            return Ok(sign_in);
        }
    }
    let form = here.form(&token.form);
    let (admin, number) = (here.admin().once(&form), found.number);
    let result = match plain {
        Plain::MarkPaid => admin.mark_paid(number).await,
        Plain::PollPayment => admin.poll_payment(number).await.map(drop),
        Plain::Cancel => admin.cancel_order(number).await,
        Plain::Release => admin.release_order(number).await,
        Plain::RenewDownloads => admin.renew_downloads(number).await.map(drop),
        Plain::EndDownloads => admin.end_downloads(number).await.map(drop),
    };
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&found.path(""), plain.done()),
        Outcome::Refused(why) => page(plain, &here, &found, Some(why)),
    })
}

fn page(plain: Plain, here: &Here, found: &Found, refusal: Option<String>) -> Response {
    let offer = plain.offer();
    let title = here.text(offer.label());
    let page = ActPage::new(here, found, title.clone());
    if refusal.is_none() && !offer.applies(found) {
        return page.not_now();
    }
    let form = act_form(&here.path(&found.path(offer.path())), &title, offer.is_dangerous(), ());
    page.says(plain.says(here, found)).refused(refusal).show(form)
}
