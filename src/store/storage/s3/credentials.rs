//! The credentials for a bucket: from where every AWS program takes them, and renewed in time.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use reqsign_aws_v4::{
    AssumeRoleWithWebIdentityCredentialProvider, Credential, ECSCredentialProvider, EnvCredentialProvider,
    IMDSv2CredentialProvider, ProcessCredentialProvider, ProfileCredentialProvider, SSOCredentialProvider,
    StaticCredentialProvider,
};
use reqsign_core::{
    Context, Error, ProvideCredential, ProvideCredentialDyn, Result, SigningCredential as _, time::Timestamp,
};
use tokio::{sync::Mutex, time::timeout};

use super::{machine::Machine, reason::chain};

/// Minimum remaining lifetime of credentials before they are renewed: a link is valid no longer than
/// the credentials it was signed with.
const RENEWED_BEFORE: Duration = Duration::from_secs(300);
/// Minimum remaining lifetime of credentials that are still used if they cannot be renewed.
const USABLE: Duration = Duration::from_secs(30);
/// How long it may take to get credentials: a customer may be waiting.
const PATIENCE: Duration = Duration::from_secs(8);

type Source = Box<dyn ProvideCredentialDyn<Credential = Credential>>;

pub(super) struct Credentials {
    /// The first one that has credentials counts.
    sources: Vec<Source>,
    context: Context,
    current: Mutex<Option<Credential>>,
}

impl Credentials {
    /// Takes those of the environment, a profile, a web identity, the container or the machine. `region` is that of the service
    /// that exchanges a web identity.
    pub(super) fn found(region: &str) -> Credentials {
        // What the service without a region gives out is not valid in all regions.
        let identity = AssumeRoleWithWebIdentityCredentialProvider::new().with_regional_sts_endpoint();
        Credentials::from(vec![
            Box::new(EnvCredentialProvider::new()),
            Box::new(ProfileCredentialProvider::new()),
            Box::new(SSOCredentialProvider::new()),
            Box::new(ProcessCredentialProvider::new()),
            Box::new(identity.with_region(region.to_owned())),
            Box::new(ECSCredentialProvider::new()),
            Box::new(IMDSv2CredentialProvider::new()),
        ])
    }

    pub(super) fn key(access_key_id: &str, secret_access_key: &str) -> Credentials {
        Credentials::from(vec![Box::new(StaticCredentialProvider::new(access_key_id, secret_access_key))])
    }

    fn from(sources: Vec<Source>) -> Credentials {
        Credentials { sources, context: Machine::context(), current: Mutex::default() }
    }

    /// Returns the credentials. Whoever needs new ones waits for those that another is getting.
    pub(super) async fn current(&self) -> Result<Credential> {
        let mut current = self.current.lock().await;
        if let Some(credential) = current.as_ref().filter(|credential| lasts(credential, RENEWED_BEFORE)) {
            return Ok(credential.clone());
        }
        match (self.renewed().await, &*current) {
            (Ok(new), _) => Ok(current.insert(new).clone()),
            (Err(error), Some(old)) if lasts(old, USABLE) => {
                tracing::warn!(reason = chain(&error), "the credentials for the bucket end soon and cannot be renewed");
                Ok(old.clone())
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Shortens the lifetime of a link to that of the credentials that sign it.
    pub(super) async fn shorten(&self, lifetime: Duration) -> Result<Duration> {
        let Some(end) = self.current().await?.expires_in else { return Ok(lifetime) };
        let left = end.as_system_time().duration_since(SystemTime::now()).unwrap_or_default();
        // The link is signed a moment later.
        Ok(lifetime.min(left.saturating_sub(Duration::from_secs(2))))
    }

    async fn renewed(&self) -> Result<Credential> {
        let advice = "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile, or give this machine a role";
        let none = Error::credential_invalid(advice);
        match timeout(PATIENCE, self.load()).await {
            Ok(Ok(Some(credential))) => Ok(credential),
            Ok(Ok(None)) => Err(none),
            Ok(Err(cause)) => Err(none.with_source(cause)),
            Err(_) => {
                let cause = Error::unexpected(format!("no answer within {} seconds", PATIENCE.as_secs()));
                Err(none.with_source(cause))
            }
        }
    }

    /// Asks the sources in turn. One that fails is not passed over: the next might be of somebody else.
    async fn load(&self) -> Result<Option<Credential>> {
        for source in &self.sources {
            let found = source.provide_credential_dyn(&self.context).await?;
            // A variable that is set to nothing is as good as none.
            if let Some(found) = found.filter(|found| !found.access_key_id.is_empty()) {
                let session_token = found.session_token.clone().filter(|token| !token.is_empty());
                return Ok(Some(Credential { session_token, ..found }));
            }
        }
        Ok(None)
    }
}

fn lasts(credential: &Credential, time: Duration) -> bool {
    credential.is_valid_at(Timestamp::now() + time)
}

impl ProvideCredential for Credentials {
    type Credential = Credential;

    async fn provide_credential(&self, _: &Context) -> Result<Option<Credential>> {
        self.current().await.map(Some)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, sync};

    use super::*;

    /// Has credentials that last for these times, one after the other, and none after that.
    #[derive(Debug)]
    struct Lasting(sync::Mutex<VecDeque<Duration>>);

    impl ProvideCredential for Lasting {
        type Credential = Credential;

        async fn provide_credential(&self, _: &Context) -> Result<Option<Credential>> {
            let lasting = self.0.lock().unwrap().pop_front().ok_or_else(|| Error::unexpected("the service is down"))?;
            let expires_in = Some(Timestamp::now() + lasting);
            let (access_key_id, secret_access_key) = ("AKIDTESTS".to_owned(), "a secret".to_owned());
            Ok(Some(Credential { access_key_id, secret_access_key, session_token: None, expires_in }))
        }
    }

    fn lasting(seconds: &[u64]) -> Credentials {
        let times = seconds.iter().map(|seconds| Duration::from_secs(*seconds)).collect();
        Credentials::from(vec![Box::new(Lasting(sync::Mutex::new(times)))])
    }

    #[tokio::test]
    async fn a_link_ends_with_the_credentials_that_are_renewed_before() {
        let hour = Duration::from_secs(3600);
        let credentials = lasting(&[299, 7200, 1]);
        assert!(credentials.shorten(hour).await.unwrap() < Duration::from_secs(299));
        for _ in 0..2 {
            assert_eq!(credentials.shorten(hour).await.unwrap(), hour, "renewed, and only once");
        }
    }

    #[tokio::test]
    async fn credentials_that_cannot_be_renewed_are_used_to_their_end() {
        let credentials = lasting(&[299]);
        assert!(credentials.current().await.is_ok() && credentials.current().await.is_ok());
        let credentials = lasting(&[29]);
        assert!(credentials.current().await.is_ok());
        let said = chain(&credentials.current().await.unwrap_err());
        assert!(said.starts_with("no credentials") && said.ends_with("the service is down"), "{said}");
    }
}
