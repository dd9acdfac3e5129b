//! The mail with which a member of staff signs in.

use super::{LINK_MINUTES, StaffMember};
use crate::{
    language::Texts,
    store::{Store, db::new_id, mail::letter::Letter},
};

impl Store {
    /// Mails a link and its code to a member. A failure is logged.
    pub(super) async fn mail_sign_in(&self, member: &StaffMember, token: &str, code: &str) {
        let Some(sender) = &self.0.staff_mail else { return };
        let language = member.language.unwrap_or_else(|| self.first_language());
        let letter = letter(&self.texts(language), &self.settings().shop_name, &self.sign_in_url(token), code);
        let key = format!("sign-in-{}", new_id());
        if let Err(error) = sender.send(&key, self.db().now(), &member.email, letter.heading(), &letter).await {
            tracing::error!(%error, "a mail for signing in was not sent; `pannier staff link ADDRESS` prints a link");
        }
    }
}

fn letter(texts: &Texts, shop: &str, url: &str, code: &str) -> Letter {
    Letter::new(texts.language(), texts.format("mail-sign-in", &[("shop", shop.into())]), shop)
        .paragraph(texts.format("mail-sign-in-text", &[("minutes", LINK_MINUTES.into())]))
        .button(texts.get("mail-sign-in-button"), url)
        .paragraph(texts.get("mail-sign-in-code-text"))
        .facts(vec![(texts.get("mail-sign-in-code"), code.to_owned())])
        .paragraph(texts.get("mail-sign-in-not-you"))
}
