//! The carriers that a form suggests, so that one carrier is not written in three ways.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    args,
    model::ShipmentStatus,
    store::{admin::Admin, db},
};

/// Carriers that many shops use, for one that has sent nothing yet.
const COMMON: [&str; 12] = [
    "DHL",
    "Deutsche Post",
    "DPD",
    "FedEx",
    "GLS",
    "Hermes",
    "Österreichische Post",
    "PostNL",
    "Royal Mail",
    "Swiss Post",
    "UPS",
    "USPS",
];

/// The number of the newest parcels of each status whose carriers count.
const LOOKED_AT: u32 = 200;

impl Admin<'_> {
    /// Returns the names of carriers, to be suggested: those of the newest parcels first, the most frequent before the others,
    /// and then those that many shops use.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let carriers = store.acting(&pannier::Actor::CommandLine).carriers().await?;
    /// assert!(carriers.iter().any(|carrier| carrier == "DHL"));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn carriers(&self) -> db::Result<Vec<String>> {
        let sql = "SELECT s.carrier FROM (SELECT carrier FROM pannier_shipments WHERE status = $1 \
                   ORDER BY created_at DESC, id DESC LIMIT $2) s WHERE s.carrier IS NOT NULL";
        let mut used = Vec::new();
        for status in [ShipmentStatus::Sent, ShipmentStatus::Delivered] {
            let rows = self.store.db().fetch_all(sql, args![status.as_str(), LOOKED_AT]).await?;
            for row in &rows {
                used.push(row.get::<String>("carrier")?);
            }
        }
        Ok(suggested(used))
    }
}

fn suggested(used: Vec<String>) -> Vec<String> {
    let mut counts = BTreeMap::<String, usize>::new();
    for carrier in used {
        *counts.entry(carrier).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let mut all: Vec<String> = Vec::new();
    for carrier in counts.into_iter().map(|(carrier, _)| carrier).chain(COMMON.map(str::to_owned)) {
        let carrier = carrier.trim();
        if !carrier.is_empty() && !all.iter().any(|known| known.to_lowercase() == carrier.to_lowercase()) {
            all.push(carrier.to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_carrier_is_suggested_once_in_the_shops_own_spelling() {
        let used = ["Bicycle", "dhl", "Bicycle", " ", "DHL Express"].map(str::to_owned).to_vec();
        let suggested = suggested(used);
        assert_eq!(suggested[..4], ["Bicycle", "DHL Express", "dhl", "Deutsche Post"]);
        assert_eq!(suggested.len(), 2 + COMMON.len());
    }
}
