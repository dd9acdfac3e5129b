//! The pages about jobs: how far each has come, and what it has left as it was.

use axum::{
    extract::Path,
    http::{HeaderValue, header::REFRESH},
};
use leptos::prelude::*;

use super::{
    here::{Answer, Failure, Here},
    order::labels,
    page::Tab,
    routes::Route,
};
use crate::{Act, Job, JobAct, JobRefusal, RefusedOrder, encode, inert::IntoInert, store::is_key};

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/jobs";
/// The jobs that are listed.
const LISTED: u32 = 50;
/// After how many seconds the browser loads the page of a job again that has not ended.
const AGAIN: &str = "2";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::View, list), Route::page("/jobs/{id}", Act::View, show)]
}

/// Returns the path of the page about a job.
pub(super) fn path(id: &str) -> String {
    format!("{PATH}/{}", encode::component(id))
}

/// `GET /jobs`.
async fn list(here: Here) -> Answer {
    let jobs = here.admin().jobs(LISTED).await?;
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = jobs.iter().map(|job| row(&here, job)).collect_view();
    let table = (!jobs.is_empty()).then(|| {
        view! {
            <table class="ad-table" aria-label=here.text("admin-jobs")>
                <thead>
                    <tr>
                        {head("admin-jobs-job")}
                        {head("admin-jobs-started")}
                        {head("admin-jobs-staff")}
                        {head("admin-jobs-state")}
                        {head("admin-jobs-done")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    let body = view! {
        <p>{here.text("admin-jobs-text")}</p>
        {jobs.is_empty().then(|| view! { <p class="ad-empty">{here.text("admin-jobs-none")}</p> })}
        {table}
    };
    Ok(here.page(Tab::Orders, &here.text("admin-jobs"), body))
}

fn row(here: &Here, job: &Job) -> impl IntoView + use<> {
    let to = here.path(&path(&job.id));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-jobs-job")><a href=to>{title(here, job)}</a></th>
            <td data-label=here.text("admin-jobs-started")>{here.when(job.created_at)}</td>
            <td data-label=here.text("admin-jobs-staff")>{job.staff.clone()}</td>
            <td data-label=here.text("admin-jobs-state")>{state(here, job)}</td>
            <td data-label=here.text("admin-jobs-done")>{job.done.to_string()}</td>
        </tr>
    }
}

fn title(here: &Here, job: &Job) -> String {
    here.text(match job.act {
        Some(JobAct::MarkSent) => "admin-jobs-mark-sent",
        None => "admin-jobs-unknown",
    })
}

fn state(here: &Here, job: &Job) -> AnyView {
    let (name, tone) = match (job.finished_at, job.stopped) {
        (None, _) => ("admin-jobs-running", "wait"),
        (Some(_), false) => ("admin-jobs-finished", "good"),
        (Some(_), true) => ("admin-jobs-stopped", "bad"),
    };
    labels::badge(here.text(name), tone)
}

/// `GET /jobs/{id}`. The browser loads it again while the job is at work.
async fn show(here: Here, Path(id): Path<String>) -> Answer {
    let job = if is_key(&id) { here.admin().job(&id).await? } else { None };
    let job = job.ok_or(Failure::NotFound)?;
    let refused = match job.refused {
        0 => Vec::new(),
        _ => here.admin().refused_orders(&id).await?,
    };
    let ended = job.finished_at.map(|at| view! { <dt>{here.text("admin-jobs-ended")}</dt> <dd>{here.when(at)}</dd> });
    let stopped = job.stopped.then(|| {
        let stopped = here.format("admin-jobs-stopped-text", &[("staff", (&job.staff).into())]);
        view! { <p class="ad-refused" role="alert">{stopped}</p> }
    });
    let body = view! {
        {stopped}
        {progress(&here, &job)}
        <p>{result(&here, &job)}</p>
        {refusals(&here, &job, &refused)}
        <dl class="ad-facts">
            <dt>{here.text("admin-jobs-state")}</dt>
            <dd>{state(&here, &job)}</dd>
            <dt>{here.text("admin-jobs-staff")}</dt>
            <dd>{job.staff.clone()}</dd>
            <dt>{here.text("admin-jobs-started")}</dt>
            <dd>{here.when(job.created_at)}</dd>
            {ended}
        </dl>
        <p><a href=here.path(PATH)>{here.text("admin-jobs-all")}</a></p>
    };
    let mut response = here.page(Tab::Orders, &title(&here, &job), body);
    if job.finished_at.is_none() {
        response.headers_mut().insert(REFRESH, HeaderValue::from_static(AGAIN));
    }
    Ok(response)
}

/// Returns how many parcels are sent, and how many orders were skipped.
fn result(here: &Here, job: &Job) -> String {
    let count = |name: &str, count: u32| here.format(name, &[("count", count.into())]);
    let sent = count("admin-jobs-parcels-sent", job.sent);
    match job.refused {
        0 => sent,
        skipped => format!("{sent} {}", count("admin-jobs-skipped", skipped)),
    }
}

/// Renders how many orders a job at work is done with, and of how many.
fn progress(here: &Here, job: &Job) -> Option<AnyView> {
    if job.finished_at.is_some() {
        return None;
    }
    let done = job.done.to_string();
    let says = match job.total {
        Some(total) => here.format("admin-jobs-progress", &[("done", job.done.into()), ("total", total.into())]),
        None => here.format("admin-jobs-progress-of-many", &[("done", job.done.into())]),
    };
    // Without a value, it only shows that something is going on.
    let (max, value) = (job.total.map(|total| total.max(1).to_string()), job.total.map(|_| done));
    let progress = view! {
        <p><label for="progress">{says}</label></p>
        <progress class="ad-progress" id="progress" max=max value=value></progress>
        <p>{here.text("admin-jobs-at-work")}</p>
    };
    Some(progress.into_inert())
}

/// Renders which orders were left as they were, and why.
fn refusals(here: &Here, job: &Job, refused: &[RefusedOrder]) -> Option<AnyView> {
    if refused.is_empty() {
        return None;
    }
    let listed = u32::try_from(refused.len()).unwrap_or(u32::MAX);
    let more = (job.refused > listed).then(|| {
        let more = here.format("admin-jobs-more", &[("count", (job.refused - listed).into())]);
        view! { <p>{more}</p> }
    });
    let rows = refused.iter().map(|order| {
        let (number, to) = (order.number.to_string(), here.path(&format!("/orders/{}", order.number)));
        view! {
            <tr>
                <th scope="row" data-label=here.text("admin-jobs-order")><a href=to>{number}</a></th>
                <td data-label=here.text("admin-jobs-reason")>{reason(here, order.reason)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let refusals = view! {
        <table class="ad-table" aria-label=here.text("admin-jobs-refused-table")>
            <thead>
                <tr>
                    <th scope="col">{here.text("admin-jobs-order")}</th>
                    <th scope="col">{here.text("admin-jobs-reason")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    };
    Some(refusals.into_inert())
}

/// Returns why an order was left as it was, and what to do.
fn reason(here: &Here, reason: Option<JobRefusal>) -> String {
    here.text(match reason {
        Some(JobRefusal::UnknownOrder) => "admin-jobs-unknown-order",
        Some(JobRefusal::NotPaid) => "admin-jobs-not-paid",
        Some(JobRefusal::Cancelled) => "admin-jobs-cancelled",
        Some(JobRefusal::PaidSince) => "admin-jobs-paid-since",
        Some(JobRefusal::OnHold) => "admin-jobs-on-hold",
        Some(JobRefusal::NothingToSend) => "admin-jobs-nothing-to-send",
        Some(JobRefusal::SentBySupplier) => "admin-jobs-sent-by-supplier",
        Some(JobRefusal::Changed) => "admin-jobs-changed",
        Some(JobRefusal::Failed) => "admin-jobs-failed",
        None => "admin-jobs-unknown-reason",
    })
}
