//! Asks the tax provider, in a task of its own: one that is slow or panics holds up nothing.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;

use super::{Assessment, Sale, TaxError, TaxProvider};

/// Timeout of an assessment.
const PATIENCE: Duration = Duration::from_secs(3);

/// Returns how a sale is taxed, with a rate for each line.
pub(in crate::store) async fn ask(provider: Arc<dyn TaxProvider>, sale: Sale) -> Result<Assessment, TaxError> {
    let (mut asking, lines) = (JoinSet::new(), sale.lines.len());
    asking.spawn(async move { provider.assess(&sale).await });
    // A task that is too slow ends with the set.
    match tokio::time::timeout(PATIENCE, asking.join_next()).await {
        Ok(Some(Ok(Ok(answer)))) if answer.lines.len() != lines => {
            Err(TaxError::Unknown(format!("{} tax rates for {lines} lines", answer.lines.len())))
        }
        Ok(Some(Ok(answer))) => answer,
        Ok(Some(Err(error))) => Err(TaxError::Unknown(format!("the tax provider panicked: {error}"))),
        Ok(None) | Err(_) => Err(TaxError::Unknown("the tax provider timed out".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        async_trait,
        model::{TaxCode, TaxRate, Timestamp},
        store::tax::{Buyer, Place},
    };

    /// A test provider with this behaviour.
    enum Provider {
        Slow,
        Panicking,
        Talkative,
    }

    #[async_trait]
    impl TaxProvider for Provider {
        fn id(&self) -> &'static str {
            "provider"
        }
        async fn assess(&self, _: &Sale) -> Result<Assessment, TaxError> {
            match self {
                Provider::Slow => std::future::pending().await,
                Provider::Panicking => panic!("panicked as configured"),
                Provider::Talkative => Ok(Assessment::new(vec![TaxRate::zero(TaxCode::Exempt)])),
            }
        }
    }

    #[tokio::test]
    async fn a_provider_that_is_slow_or_panics_or_miscounts_does_not_know() {
        let before = std::time::Instant::now();
        for provider in [Provider::Slow, Provider::Panicking, Provider::Talkative] {
            let sale = Sale::new(Vec::new(), Place::country("DE"), Buyer::Consumer, Timestamp::from_secs(0));
            let answer = ask(Arc::new(provider), sale).await;
            assert!(matches!(answer, Err(TaxError::Unknown(_))), "{answer:?}");
        }
        assert!(before.elapsed() < Duration::from_secs(10), "{:?}", before.elapsed());
    }
}
