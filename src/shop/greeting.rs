//! What the shop prints when it is open: its address, and the way into the admin.

use std::io::Write as _;

use pannier::{Actor, Environment, Role, StaffError, StaffMember, Store};

/// Prints the shop's address and the way into the admin. Nobody may be reading: then the shop is open as well.
pub(super) async fn print(store: &Store) {
    let mut text = format!("{} is open: {}\n", store.shop_name(), store.settings().base_url);
    match way_in(store).await {
        Ok(line) => text += &line,
        Err(error) => tracing::error!(%error, "could not look up who may sign in to the admin"),
    }
    // At once, so that a reader who waits for the first line can stop reading there.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Returns the way into the admin. In development, the first start adds the shop's owner to the staff.
async fn way_in(store: &Store) -> Result<String, StaffError> {
    let (settings, admin) = (store.settings(), store.acting(&Actor::System));
    let address = settings.url(store.admin_path());
    let is_in_development = settings.environment == Environment::Development;
    let staff = admin.staff().await?;
    let mut able = staff.iter().filter(|member| member.disabled_at.is_none());
    if let Some(member) = able.clone().find(|member| member.role == Role::Owner).or(able.next()) {
        // The log of production names nobody.
        let whom = if is_in_development { member.email.as_str() } else { "ADDRESS" };
        return Ok(format!("The admin is at {address}; for a link that signs in: pannier staff link {whom}\n"));
    }
    if !is_in_development || !staff.is_empty() {
        return Ok(format!("The admin is at {address}; to let yourself in: pannier staff add ADDRESS --role owner\n"));
    }
    let owner = settings.owner_mail.as_ref().unwrap_or(&settings.mail_from);
    let StaffMember { email, .. } = match admin.add_staff(owner, "", Role::Owner).await {
        // By another instance, at the same time.
        Err(StaffError::DuplicateStaff(_)) => return Ok(format!("The admin is at {address}\n")),
        added => added?,
    };
    let link = admin.staff_link(&email).await?;
    Ok(format!(
        "The admin, for you ({email}), once and within 15 minutes: {link}\n\
         For another link: pannier staff link {email}\n"
    ))
}

#[cfg(test)]
mod tests {
    use pannier::{Settings, db::Db};

    use super::*;

    async fn store(set: impl FnOnce(&mut Settings)) -> Store {
        let mut settings = Settings::new("http://127.0.0.1:3000", "a secret that only tests have to know");
        set(&mut settings);
        Store::builder(Db::memory().await.unwrap(), settings).build().await.unwrap()
    }

    async fn staff(store: &Store) -> Vec<StaffMember> {
        store.acting(&Actor::System).staff().await.unwrap()
    }

    #[tokio::test]
    async fn the_first_start_in_development_lets_the_owner_in() {
        let store = store(|settings| settings.owner_mail = Some("Ada@Shop.example".into())).await;
        let first = way_in(&store).await.unwrap();
        assert!(
            first.contains("ada@shop.example") && first.contains("http://127.0.0.1:3000/admin/sign-in/link/"),
            "{first}"
        );
        let [owner] = &staff(&store).await[..] else { panic!("one member") };
        assert_eq!((owner.email.as_str(), owner.role), ("ada@shop.example", Role::Owner));

        let again = way_in(&store).await.unwrap();
        assert!(again.contains("/admin;") && again.contains("pannier staff link ada@shop.example"), "{again}");
        assert!(!again.contains("/link/") && staff(&store).await.len() == 1, "{again}");
    }

    #[tokio::test]
    async fn without_settings_the_owner_is_the_sender_of_mails() {
        let store = store(|_| {}).await;
        assert!(way_in(&store).await.unwrap().contains("shop@localhost"));
        assert_eq!(staff(&store).await.len(), 1);
    }

    #[tokio::test]
    async fn in_production_nobody_is_let_in_and_nobody_is_named() {
        let store = store(|settings| settings.environment = Environment::Production).await;
        let first = way_in(&store).await.unwrap();
        assert!(first.contains("pannier staff add ADDRESS --role owner") && !first.contains("/link/"), "{first}");
        assert!(staff(&store).await.is_empty());
        store.acting(&Actor::CommandLine).add_staff("ada@shop.example", "Ada", Role::Packer).await.unwrap();
        let then = way_in(&store).await.unwrap();
        assert!(then.contains("pannier staff link ADDRESS") && !then.contains("ada@"), "{then}");
    }

    #[tokio::test]
    async fn an_owner_who_was_disabled_stays_out() {
        let store = store(|_| {}).await;
        way_in(&store).await.unwrap();
        let admin = store.acting(&Actor::CommandLine);
        admin.add_staff("ada@shop.example", "Ada", Role::Owner).await.unwrap();
        admin.disable_staff("shop@localhost").await.unwrap();
        assert!(way_in(&store).await.unwrap().contains("pannier staff link ada@shop.example"));
    }
}
