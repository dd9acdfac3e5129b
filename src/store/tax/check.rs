//! Whether a VAT number is known to be valid: by its form, from memory, or from VIES.
//!
//! A checkout waits for VIES no longer than [`Settings::vies_timeout`](crate::Settings::vies_timeout), and goes on without an
//! answer: tax is charged, and the number is asked for again in the background.

use std::time::Duration;

use super::{VatProof, is_vat_id, normalize_vat_id, vat_id::is_in_vies, vies::Answer};
use crate::{
    args,
    model::{Timestamp, days},
    store::{
        Store,
        db::{
            Result,
            due::{Backoff, Queue},
        },
    },
};

/// How long an answer is good for.
const KEEP: Duration = days(1);
/// For how long no checkout asks again for a number about which there was no answer.
const PAUSE: Duration = Duration::from_secs(60);
/// The delays between questions in the background.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(60), longest: Duration::from_secs(6 * 3600) };
/// The maximum number of questions without an answer, which take more than a week.
const GIVE_UP: u32 = 40;
/// How long a question in the background may take before another instance asks it.
const LEASE: Duration = Duration::from_secs(60);
/// How long answers are kept after that: a quarterly return looks back at them.
const FORGET: Duration = days(400);

impl Store {
    /// Returns whether a VAT number is known to be valid. Without an answer in time it is unknown, which is no error.
    pub(crate) async fn vat_proof(&self, vat_id: &str) -> VatProof {
        let vat_id = normalize_vat_id(vat_id);
        match is_vat_id(&vat_id) {
            false => VatProof::Invalid,
            // No service can be asked.
            true if !is_in_vies(&vat_id) => VatProof::Unknown,
            true => match recent(self, &vat_id).await {
                Ok(Some(proof)) => proof,
                Ok(None) if self.0.vies.may_ask(self.db().now()) => ask(self, &vat_id, 1).await,
                Ok(None) => noted(self, &vat_id, VatProof::Unknown, None, 1).await,
                Err(error) => {
                    tracing::error!(%error, "could not look up a VAT number");
                    VatProof::Unknown
                }
            },
        }
    }
}

/// Returns the last answer about a number, if it is recent enough.
async fn recent(store: &Store, vat_id: &str) -> Result<Option<VatProof>> {
    let sql = "SELECT answer, checked_at FROM pannier_vat_checks WHERE vat_id = $1";
    let Some(row) = store.db().fetch_optional(sql, args![vat_id]).await? else { return Ok(None) };
    let proof = row.get::<String>("answer")?.parse().unwrap_or(VatProof::Unknown);
    let age = store.db().now().duration_since(row.get::<Timestamp>("checked_at")?);
    let good_for = if proof == VatProof::Unknown { PAUSE } else { KEEP };
    Ok((age < good_for).then_some(proof))
}

/// Asks VIES about a number, and stores the answer. Attempts are counted from 1.
async fn ask(store: &Store, vat_id: &str, attempt: u32) -> VatProof {
    let answer = store.0.vies.ask(vat_id, store.settings().vies_timeout).await;
    let (proof, consultation) = match answer {
        Answer::Valid { consultation } => (VatProof::Valid, consultation),
        Answer::Invalid => (VatProof::Invalid, None),
        Answer::Unknown(why) => {
            // Not the number: it can be a person's.
            tracing::warn!(country = vat_id.get(..2).unwrap_or_default(), why, "VIES gave no answer; will ask again");
            (VatProof::Unknown, None)
        }
    };
    noted(store, vat_id, proof, consultation, attempt).await
}

/// Notes an answer, as far as the database takes it, and returns it.
async fn noted(store: &Store, vat_id: &str, proof: VatProof, consultation: Option<String>, attempt: u32) -> VatProof {
    if let Err(error) = note(store, vat_id, proof, consultation, attempt).await {
        tracing::error!(%error, "could not note an answer of VIES");
    }
    proof
}

async fn note(store: &Store, vat_id: &str, proof: VatProof, consultation: Option<String>, attempt: u32) -> Result<()> {
    let now = store.db().now();
    let asks_again = proof == VatProof::Unknown && attempt < GIVE_UP;
    let due_at = asks_again.then(|| now + BACKOFF.after(attempt));
    let attempts = if asks_again { attempt } else { 0 };
    let sql = "INSERT INTO pannier_vat_checks (vat_id, answer, consultation, checked_at, due_at, attempts) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (vat_id) DO UPDATE SET answer = excluded.answer, \
               consultation = excluded.consultation, checked_at = excluded.checked_at, due_at = excluded.due_at, \
               attempts = excluded.attempts";
    store.db().execute(sql, args![vat_id, proof.as_str(), consultation, now, due_at, attempts]).await.map(drop)
}

/// Asks again for the number that has been due longest. Returns whether there may be more that can be asked for now.
pub(in crate::store) async fn ask_next(store: &Store) -> Result<bool> {
    let queue = Queue {
        table: "pannier_vat_checks",
        key: &["vat_id"],
        condition: "answer = 'unknown'",
        leased_at: "checked_at",
        returning: "vat_id, attempts",
    };
    let Some(row) = queue.take(store.db(), LEASE, 1, &[]).await?.pop() else { return Ok(false) };
    let proof = ask(store, &row.get::<String>("vat_id")?, row.get_u32("attempts")?).await;
    // If there was no answer, the next question waits for the next round.
    Ok(proof != VatProof::Unknown)
}

/// Deletes answers that are no longer needed.
pub(in crate::store) async fn purge(store: &Store) -> Result<()> {
    let sql = "DELETE FROM pannier_vat_checks WHERE checked_at <= $1";
    store.db().execute(sql, args![store.db().now() - FORGET]).await.map(drop)
}

/// A fake of VIES, which the tests of the checkout ask as well.
#[cfg(test)]
#[path = "../../../tests/support/vies.rs"]
mod fake;

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{
        fake::{Fake, Mood},
        *,
    };
    use crate::{
        Settings,
        db::Db,
        tax::Vat,
        testing::{advance, reconcile},
    };

    const NUMBER: &str = "NL004495445B01";
    const PATIENCE: Duration = Duration::from_secs(2);

    async fn open() -> (Fake, Store) {
        let (fake, url) = Fake::open().await;
        (fake, store(&url).await)
    }

    async fn store(url: &str) -> Store {
        let mut settings = Settings::new("https://shop.example", "a secret that only tests have to know");
        settings.vies_url = url.to_owned();
        settings.vies_timeout = PATIENCE;
        let db = Db::memory().await.unwrap();
        Store::builder(db, settings).tax(Vat::from("DE")).build().await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_remembered_for_a_day() {
        let (fake, store) = open().await;
        for _ in 0..3 {
            assert_eq!(store.vat_proof(" nl 0044.95.445.B01").await, VatProof::Valid);
        }
        assert_eq!(fake.asked(), 1);
        assert_eq!(fake.last(), r#"{"countryCode":"NL","vatNumber":"004495445B01"}"#);
        let row = store.db().fetch_one("SELECT consultation FROM pannier_vat_checks", &[]).await.unwrap();
        assert_eq!(row.get::<String>("consultation").unwrap(), "WAPIAAAAW1ADDPpb");
        fake.be(Mood::Invalid);
        advance(&store, KEEP);
        assert_eq!(store.vat_proof(NUMBER).await, VatProof::Invalid, "given back meanwhile");
        assert_eq!(fake.asked(), 2);
    }

    #[tokio::test]
    async fn what_cannot_be_a_number_is_asked_of_nobody() {
        let (fake, store) = open().await;
        for (number, proof) in [
            ("", VatProof::Invalid),
            ("NL004495446B01", VatProof::Invalid),
            ("US123456789", VatProof::Invalid),
            ("GB980780684", VatProof::Unknown),
            ("CHE-107.787.577 MWST", VatProof::Unknown),
        ] {
            assert_eq!(store.vat_proof(number).await, proof, "{number:?}");
        }
        assert_eq!(fake.asked(), 0);
    }

    #[tokio::test]
    async fn no_answer_is_unknown_and_soon_asked_for_again() {
        for mood in
            [Mood::Unavailable, Mood::Slow, Mood::Nonsense, Mood::AnotherNumber, Mood::Endless, Mood::Redirecting]
        {
            let (fake, store) = open().await;
            fake.be(mood);
            let before = Instant::now();
            assert_eq!(store.vat_proof(NUMBER).await, VatProof::Unknown);
            // The HTTP client would wait for 15 s.
            assert!(before.elapsed() < Duration::from_secs(14), "{:?}", before.elapsed());
            // The next look at the checkout does not wait again.
            assert_eq!((store.vat_proof(NUMBER).await, fake.asked()), (VatProof::Unknown, 1));
            fake.be(Mood::Valid);
            reconcile(&store).await;
            assert_eq!(fake.asked(), 1, "not due yet");
            advance(&store, BACKOFF.first);
            reconcile(&store).await;
            assert_eq!((store.vat_proof(NUMBER).await, fake.asked()), (VatProof::Valid, 2));
            advance(&store, BACKOFF.longest);
            reconcile(&store).await;
            assert_eq!(fake.asked(), 2, "known by now");
        }
    }

    #[tokio::test]
    async fn who_types_many_numbers_has_them_asked_for_one_by_one() {
        let (fake, store) = open().await;
        let all = [NUMBER, "DE136695976", "FR40303265045", "IT00743110157", "LU15027442"];
        let proofs = futures_util::future::join_all(all.map(|number| store.vat_proof(number))).await;
        let asked = proofs.iter().filter(|proof| **proof == VatProof::Valid).count();
        assert_eq!(asked, fake.asked() as usize, "the others wait: {proofs:?}");
        advance(&store, BACKOFF.first);
        reconcile(&store).await;
        for number in all {
            assert_eq!(store.vat_proof(number).await, VatProof::Valid, "{number}");
        }
        assert_eq!(fake.asked() as usize, all.len());
    }

    #[tokio::test]
    async fn a_service_that_is_down_is_unknown() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let store = store(&url).await;
        assert_eq!(store.vat_proof(NUMBER).await, VatProof::Unknown);
    }

    #[tokio::test]
    async fn nobody_asks_for_ever() {
        let (fake, store) = open().await;
        fake.be(Mood::Unavailable);
        store.vat_proof(NUMBER).await;
        for _ in 0..GIVE_UP * 2 {
            advance(&store, BACKOFF.longest);
            reconcile(&store).await;
        }
        assert_eq!(fake.asked(), GIVE_UP);
        advance(&store, FORGET);
        purge(&store).await.unwrap();
        let left = store.db().fetch_one("SELECT COUNT(*) AS n FROM pannier_vat_checks", &[]).await.unwrap();
        assert_eq!(left.get_u32("n").unwrap(), 0);
    }
}
