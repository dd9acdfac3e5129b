//! The pages about the staff: who they are, and what an owner decides about them.

use axum::{Form, extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    form::{FieldKind, Token, act_form, field, refused},
    here::{Answer, Failure, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, Role, StaffError, StaffMember, encode, inert::IntoInert};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/staff", Act::View, list),
        Route::act("/staff/add", Act::ManageStaff, show_add, add),
        Route::page("/staff/{id}/added", Act::ManageStaff, show_added),
        Route::act("/staff/{id}/role", Act::ManageStaff, show_role, set_role),
        Route::act("/staff/{id}/disable", Act::ManageStaff, show_disable, disable),
        Route::act("/staff/{id}/enable", Act::ManageStaff, show_enable, enable),
        Route::act("/staff/{id}/link", Act::CreateSignInLink, show_link, create_link),
    ]
}

/// `GET /staff`.
async fn list(here: Here) -> Answer {
    let staff = here.admin().staff().await?;
    let manages = here.may(Act::ManageStaff);
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let owns = |member: &&StaffMember| member.role == Role::Owner && member.disabled_at.is_none();
    let only_owner = staff.iter().filter(owns).count() == 1;
    let row = |member: &StaffMember| row(&here, member, manages, only_owner && owns(&member));
    let rows = staff.iter().map(row).collect_view();
    let body = view! {
        <p>{here.text("admin-staff-text")}</p>
        {manages.then(|| view! {
            <p class="ad-actions"><a class="ad-button" href=here.path("/staff/add")>{here.text("admin-staff-add")}</a></p>
        })}
        <table class="ad-table" aria-label=here.text("admin-tab-staff")>
            <thead>
                <tr>
                    {head("admin-staff-name")}
                    {head("admin-email")}
                    {head("admin-staff-role-label")}
                    {head("admin-staff-seen")}
                    {manages.then(|| head("admin-staff-change"))}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    Ok(here.page(Tab::Staff, &here.text("admin-tab-staff"), body))
}

fn row(here: &Here, member: &StaffMember, manages: bool, only_owner: bool) -> impl IntoView + use<> {
    let label = |name: &str| here.text(name);
    let seen = match member.seen_at {
        Some(at) => here.when(at).into_inert(),
        None => label("admin-staff-never").into_inert(),
    };
    let disabled = member.disabled_at.map(|_| view! { <span class="ad-badge">{label("admin-staff-disabled")}</span> });
    let link = |act: &str| {
        let (to, text) = (address(here, member, act), label(&format!("admin-staff-{act}")));
        let of = here.format("admin-staff-of", &[("act", (&text).into()), ("name", (&member.name).into())]);
        view! { <a href=to aria-label=of>{text}</a> }
    };
    let links = manages.then(|| {
        let mut acts = vec!["role"];
        match member.disabled_at {
            Some(_) => acts.push("enable"),
            None => {
                // If the host signs them in, no link does.
                acts.extend(here.store.staff_auth().is_mail().then_some("link"));
                acts.extend((!only_owner).then_some("disable"));
            }
        }
        let links: Vec<_> = acts.into_iter().map(link).collect();
        view! { <td class="ad-row-actions" data-label=label("admin-staff-change")>{links}</td> }
    });
    view! {
        <tr>
            <th scope="row" data-label=label("admin-staff-name")>{member.name.clone()} " " {disabled}</th>
            <td data-label=label("admin-email")>{member.email.clone()}</td>
            <td data-label=label("admin-staff-role-label")>{role_name(here, member.role)}</td>
            <td data-label=label("admin-staff-seen")>{seen}</td>
            {links}
        </tr>
    }
}

fn address(here: &Here, member: &StaffMember, act: &str) -> String {
    here.path(&format!("/staff/{}/{act}", encode::component(&member.id)))
}

fn role_name(here: &Here, role: Role) -> String {
    here.text(&format!("admin-role-{role}"))
}

fn role_field(here: &Here, chosen: &str) -> AnyView {
    let choice = |role: Role| {
        let (name, may) = (role_name(here, role), here.text(&format!("admin-role-{role}-may")));
        (role.to_string(), format!("{name}: {may}"))
    };
    let choices = Role::ALL.into_iter().map(choice).collect();
    field("role", &here.text("admin-staff-role-label"), chosen, None, FieldKind::Choice(choices))
}

/// Returns the member that a path names.
async fn member(here: &Here, id: &str) -> Result<StaffMember, Failure> {
    let staff = here.admin().staff().await?;
    staff.into_iter().find(|member| member.id == id).ok_or(Failure::NotFound)
}

/// Returns why something was refused, for people. A form that was submitted before has taken effect: `None`.
fn reason(here: &Here, error: StaffError) -> Result<Option<String>, Failure> {
    match error {
        StaffError::AlreadyDone => Ok(None),
        StaffError::NotAllowed => Ok(Some(here.text("admin-error-not-allowed"))),
        StaffError::InvalidEmail => Ok(Some(here.text("admin-email-invalid"))),
        StaffError::DuplicateStaff(email) => {
            Ok(Some(here.format("admin-staff-duplicate", &[("email", (&email).into())])))
        }
        StaffError::LastOwner => Ok(Some(here.text("admin-staff-last-owner"))),
        StaffError::Disabled(email) => Ok(Some(here.format("admin-staff-is-disabled", &[("email", (&email).into())]))),
        StaffError::UnknownStaff(_) => Err(Failure::NotFound),
        StaffError::Database(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct NewMember {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

fn add_form(here: &Here, email: &str, name: &str, role: &str) -> AnyView {
    let fields = view! {
        {field("name", &here.text("admin-staff-name"), name, None, FieldKind::Text)}
        {field("email", &here.text("admin-email"), email, None, FieldKind::Email)}
        {role_field(here, role)}
    };
    act_form(&here.path("/staff/add"), &here.text("admin-staff-add"), false, fields)
}

/// `GET /staff/add`.
async fn show_add(here: Here) -> Response {
    let body = view! {
        <p>{here.text("admin-staff-add-text")}</p>
        {add_form(&here, "", "", Role::Reader.as_str())}
    };
    here.page(Tab::Staff, &here.text("admin-staff-add"), body)
}

/// `POST /staff/add`.
async fn add(here: Here, Form(new): Form<NewMember>) -> Answer {
    let role = new.role.parse::<Role>().map_err(|_| Failure::BadRequest(String::new()))?;
    let (email, name) = (new.email.trim(), new.name.trim());
    let again = |why: &str| {
        let form = add_form(&here, email, name, role.as_str());
        refused(&here, Tab::Staff, &here.text("admin-staff-add"), why, form)
    };
    match here.admin().once(&here.form(&new.token.form)).add_staff(email, name, role).await {
        Ok(member) => {
            here.store.mail_welcome(&member);
            Ok(here.done(&format!("/staff/{}/added", encode::component(&member.id)), "staff-added"))
        }
        Err(error) => Ok(match reason(&here, error)? {
            Some(why) => again(&why),
            None => here.done("/staff", "staff-added"),
        }),
    }
}

/// `GET /staff/{id}/added`: what to tell somebody who was added.
async fn show_added(here: Here, Path(id): Path<String>) -> Answer {
    let member = member(&here, &id).await?;
    let url = here.store.settings().url(here.store.admin_path());
    let with = [("name", (&member.name).into()), ("url", (&url).into()), ("email", (&member.email).into())];
    let mailed = || here.format("admin-staff-mailed", &[("name", (&member.name).into())]);
    let (tell, mail) = match (here.store.staff_auth().is_mail(), here.store.mails_staff()) {
        (true, true) => ("admin-staff-tell", Some(mailed())),
        (true, false) => ("admin-staff-tell-link", None),
        (false, _) => ("admin-staff-tell-elsewhere", None),
    };
    let body = view! {
        <p>{here.format(tell, &with)}</p>
        {mail.map(|mail| view! { <p>{mail}</p> })}
        <p class="ad-actions"><a class="ad-button" href=here.path("/staff")>{here.text("admin-back")}</a></p>
    };
    Ok(here.page(Tab::Staff, &title(&here, "added", &member), body))
}

#[derive(Deserialize)]
struct NewRole {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    role: String,
}

/// `GET /staff/{id}/role`.
async fn show_role(here: Here, Path(id): Path<String>) -> Answer {
    let member = member(&here, &id).await?;
    let form = role_form(&here, &member, member.role);
    Ok(here.page(Tab::Staff, &title(&here, "role", &member), form))
}

fn role_form(here: &Here, member: &StaffMember, role: Role) -> AnyView {
    let form = act_form(
        &address(here, member, "role"),
        &here.text("admin-staff-role-button"),
        false,
        role_field(here, role.as_str()),
    );
    view! {
        <p>{here.text("admin-staff-role-text")}</p>
        {form}
    }
    .into_inert()
}

/// `POST /staff/{id}/role`.
async fn set_role(here: Here, Path(id): Path<String>, Form(new): Form<NewRole>) -> Answer {
    let role = new.role.parse::<Role>().map_err(|_| Failure::BadRequest(String::new()))?;
    let member = member(&here, &id).await?;
    let done = here.admin().once(&here.form(&new.token.form)).set_staff_role(&member.email, role).await;
    answer(&here, &member, "role", "staff-role", done, || role_form(&here, &member, role))
}

/// `GET /staff/{id}/disable`.
async fn show_disable(here: Here, Path(id): Path<String>) -> Answer {
    let member = member(&here, &id).await?;
    Ok(here.page(Tab::Staff, &title(&here, "disable", &member), plain_form(&here, &member, "disable")))
}

/// `POST /staff/{id}/disable`.
async fn disable(here: Here, Path(id): Path<String>, Form(token): Form<Token>) -> Answer {
    let member = member(&here, &id).await?;
    let done = here.admin().once(&here.form(&token.form)).disable_staff(&member.email).await;
    answer(&here, &member, "disable", "staff-disabled", done, || plain_form(&here, &member, "disable"))
}

/// `GET /staff/{id}/enable`.
async fn show_enable(here: Here, Path(id): Path<String>) -> Answer {
    let member = member(&here, &id).await?;
    Ok(here.page(Tab::Staff, &title(&here, "enable", &member), plain_form(&here, &member, "enable")))
}

/// `POST /staff/{id}/enable`.
async fn enable(here: Here, Path(id): Path<String>, Form(token): Form<Token>) -> Answer {
    let member = member(&here, &id).await?;
    let done = here.admin().once(&here.form(&token.form)).enable_staff(&member.email).await;
    answer(&here, &member, "enable", "staff-enabled", done, || plain_form(&here, &member, "enable"))
}

/// `GET /staff/{id}/link`.
async fn show_link(here: Here, Path(id): Path<String>) -> Answer {
    let member = member(&here, &id).await?;
    Ok(here.page(Tab::Staff, &title(&here, "link", &member), plain_form(&here, &member, "link")))
}

/// `POST /staff/{id}/link`: shows the link, which is stored nowhere.
async fn create_link(here: Here, Path(id): Path<String>, Form(token): Form<Token>) -> Answer {
    let member = member(&here, &id).await?;
    match here.admin().once(&here.form(&token.form)).staff_link(&member.email).await {
        Ok(link) => {
            let body = view! {
                <p role="status">{here.format("admin-staff-link-made", &[("name", (&member.name).into())])}</p>
                <p><code class="ad-secret">{link}</code></p>
                <p class="ad-actions"><a class="ad-button" href=here.path("/staff")>{here.text("admin-back")}</a></p>
            };
            Ok(here.page(Tab::Staff, &title(&here, "link", &member), body))
        }
        Err(error) => {
            let why = reason(&here, error)?.unwrap_or_else(|| here.text("admin-staff-link-shown"));
            Ok(refused(&here, Tab::Staff, &title(&here, "link", &member), &why, plain_form(&here, &member, "link")))
        }
    }
}

/// Returns the title of an act on a member.
fn title(here: &Here, act: &str, member: &StaffMember) -> String {
    here.format(&format!("admin-staff-{act}-title"), &[("name", (&member.name).into())])
}

/// Renders the form of an act that has nothing to fill in: what it will do, and its button.
fn plain_form(here: &Here, member: &StaffMember, act: &str) -> AnyView {
    let name = [("name", (&member.name).into())];
    let button = here.text(&format!("admin-staff-{act}-button"));
    view! {
        <p>{here.format(&format!("admin-staff-{act}-text"), &name)}</p>
        {act_form(&address(here, member, act), &button, act == "disable", ())}
    }
    .into_inert()
}

/// Leads back to the list, or shows the form again with the reason.
fn answer(
    here: &Here,
    member: &StaffMember,
    act: &str,
    message: &str,
    done: Result<(), StaffError>,
    form: impl FnOnce() -> AnyView,
) -> Answer {
    let Err(error) = done else { return Ok(here.done("/staff", message)) };
    Ok(match reason(here, error)? {
        Some(why) => refused(here, Tab::Staff, &title(here, act, member), &why, form()),
        None => here.done("/staff", message),
    })
}
