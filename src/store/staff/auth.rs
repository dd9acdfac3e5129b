//! Who a request is from: by a sign-in of the admin's own, or by the host's.

use std::sync::Arc;

use async_trait::async_trait;
use http::request::Parts;

use crate::store::{Store, StoreBuilder, mail::mailer::Mailer};

/// Tells by the host's own means who a request is from: a session of the host's, or a header of a proxy that signs
/// people in.
///
/// It proves an e-mail address. Whether that is on the staff, and with which role, the store knows:
/// [`Admin::add_staff`](crate::Admin::add_staff). [`staff_auth_contract`](crate::testing::staff_auth_contract) tests an
/// implementation.
///
/// ```
/// use axum::http::request::Parts;
/// use pannier::{StaffAuth, async_trait};
/// use subtle::ConstantTimeEq as _;
///
/// /// A proxy signs people in, and sends their address with a key that only the shop and the proxy know.
/// struct Proxy { key: String }
///
/// #[async_trait]
/// impl StaffAuth for Proxy {
///     async fn who(&self, parts: &Parts) -> Option<String> {
///         let only = |name| {
///             let mut values = parts.headers.get_all(name).iter();
///             values.next().filter(|_| values.next().is_none())?.to_str().ok()
///         };
///         // How long a comparison takes must not tell how much of a guess is right.
///         only("x-proxy-key").filter(|key| key.as_bytes().ct_eq(self.key.as_bytes()).into())?;
///         only("x-proxy-email").map(str::to_owned)
///     }
///     fn way_in(&self) -> Option<String> {
///         Some("/oauth2/sign_in".into())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> pannier::db::Result<()> {
/// let proxy = Proxy { key: "keep this in the environment, not here".into() };
/// let store = pannier::testing::in_memory().await.staff_auth(proxy).build().await?;
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait StaffAuth: Send + Sync + 'static {
    /// Returns the e-mail address of who has sent a request, if that is proven.
    async fn who(&self, parts: &Parts) -> Option<String>;

    /// Returns the sign-in page: a path of the app or a URL.
    fn way_in(&self) -> Option<String> {
        None
    }

    /// Whether the admin signs in by itself, as for [`MailLogin`].
    #[doc(hidden)]
    fn is_mail(&self) -> bool {
        false
    }
}

/// The default: the admin has a sign-in of its own, by a link or a code that is [mailed](StoreBuilder::staff_mail), or
/// by a [link](crate::Admin::staff_link) from the command line.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> pannier::db::Result<()> {
/// use pannier::MailLogin;
///
/// let store = pannier::testing::in_memory().await.staff_auth(MailLogin).build().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MailLogin;

#[async_trait]
impl StaffAuth for MailLogin {
    /// Returns nobody: the admin reads its own cookie.
    async fn who(&self, _: &Parts) -> Option<String> {
        None
    }

    fn is_mail(&self) -> bool {
        true
    }
}

impl StoreBuilder {
    /// Lets the host tell who is signed in to the admin. The default is [`MailLogin`].
    pub fn staff_auth(mut self, auth: impl StaffAuth) -> Self {
        self.staff_auth = Arc::new(auth);
        self
    }

    /// Mails staff the link and the code with which they sign in. Without a mailer, links come from the command line:
    /// [`Admin::staff_link`](crate::Admin::staff_link).
    ///
    /// ```
    /// use pannier::{Settings, SettingsError, StoreBuilder, receivers::Mailer};
    ///
    /// fn mail(builder: StoreBuilder, settings: &Settings) -> Result<StoreBuilder, SettingsError> {
    ///     Ok(builder.staff_mail(Mailer::from_settings(settings)?))
    /// }
    /// ```
    pub fn staff_mail(mut self, mailer: Mailer) -> Self {
        self.staff_mail = Some(mailer);
        self
    }
}

impl Store {
    /// Tells who a request to the admin is from.
    pub(crate) fn staff_auth(&self) -> &dyn StaffAuth {
        &*self.0.staff_auth
    }

    /// Returns whether staff can ask for a link by mail.
    pub(crate) fn mails_staff(&self) -> bool {
        self.0.staff_mail.is_some()
    }
}
