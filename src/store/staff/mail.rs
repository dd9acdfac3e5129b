//! The mails to a member of staff: how to sign in, and the link and code that do.

use super::{LINK_MINUTES, StaffMember};
use crate::{
    language::Texts,
    store::{Store, db::new_id, mail::letter::Letter},
};

impl Store {
    /// Mails a new member where to sign in, and under which address, if there is a mailer. The mail signs nobody in. Returns
    /// at once; a failure is logged.
    pub(crate) fn mail_welcome(&self, member: &StaffMember) {
        if !self.mails_staff() {
            return;
        }
        let (store, member) = (self.clone(), member.clone());
        tokio::spawn(async move {
            let Some(sender) = &store.0.staff_mail else { return };
            let language = member.language.unwrap_or_else(|| store.first_language());
            let url = store.settings().url(store.admin_path());
            let letter = welcome(&store.texts(language), &store.shop_name(), &url, &member);
            let key = format!("welcome-{}", member.id);
            if let Err(error) = sender.send(&key, store.db().now(), &member.email, letter.heading(), &letter).await {
                tracing::error!(%error, "a mail that tells a new member of staff where to sign in was not sent");
            }
        });
    }

    /// Mails a link and its code to a member. A failure is logged.
    pub(super) async fn mail_sign_in(&self, member: &StaffMember, token: &str, code: &str) {
        let Some(sender) = &self.0.staff_mail else { return };
        let language = member.language.unwrap_or_else(|| self.first_language());
        let letter = letter(&self.texts(language), &self.shop_name(), &self.sign_in_url(token), code);
        let key = format!("sign-in-{}", new_id());
        if let Err(error) = sender.send(&key, self.db().now(), &member.email, letter.heading(), &letter).await {
            tracing::error!(%error, "a mail for signing in was not sent; `pannier staff link ADDRESS` prints a link");
        }
    }
}

fn welcome(texts: &Texts, shop: &str, url: &str, member: &StaffMember) -> Letter {
    let text = texts.format("mail-welcome-text", &[("name", (&member.name).into()), ("email", (&member.email).into())]);
    Letter::new(texts.language(), texts.format("mail-welcome", &[("shop", shop.into())]), shop)
        .paragraph(text)
        .button(texts.get("mail-welcome-button"), url)
}

fn letter(texts: &Texts, shop: &str, url: &str, code: &str) -> Letter {
    Letter::new(texts.language(), texts.format("mail-sign-in", &[("shop", shop.into())]), shop)
        .paragraph(texts.format("mail-sign-in-text", &[("minutes", LINK_MINUTES.into())]))
        .button(texts.get("mail-sign-in-button"), url)
        .paragraph(texts.get("mail-sign-in-code-text"))
        .facts(vec![(texts.get("mail-sign-in-code"), code.to_owned())])
        .paragraph(texts.get("mail-sign-in-not-you"))
}
