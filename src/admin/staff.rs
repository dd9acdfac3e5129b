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
use crate::{Act, Role, StaffError, StaffMember, encode};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/staff", Act::View, list),
        Route::act("/staff/add", Act::ManageStaff, show_add, add),
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
    let rows = staff.iter().map(|member| row(&here, member, manages)).collect_view();
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

fn row(here: &Here, member: &StaffMember, manages: bool) -> impl IntoView + use<> {
    let label = |name: &str| here.text(name);
    let seen = match member.seen_at {
        Some(at) => here.when(at).into_any(),
        None => label("admin-staff-never").into_any(),
    };
    let disabled = member.disabled_at.map(|_| view! { <span class="ad-badge">{label("admin-staff-disabled")}</span> });
    let link = |act: &str| {
        let (to, text) = (address(here, member, act), label(&format!("admin-staff-{act}")));
        let of = here.format("admin-staff-of", &[("act", (&text).into()), ("name", (&member.name).into())]);
        view! { <a href=to aria-label=of>{text}</a> }
    };
    let links = manages.then(|| {
        let links = match member.disabled_at {
            None if here.store.staff_auth().is_mail() => vec![link("role"), link("link"), link("disable")],
            // The host signs them in, and no link does.
            None => vec![link("role"), link("disable")],
            Some(_) => vec![link("role"), link("enable")],
        };
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
        Ok(_) => Ok(here.done("/staff", "staff-added")),
        Err(error) => Ok(match reason(&here, error)? {
            Some(why) => again(&why),
            None => here.done("/staff", "staff-added"),
        }),
    }
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
    .into_any()
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
    .into_any()
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
