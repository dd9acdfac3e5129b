//! The columns that the shop's tables got when its staff could edit them.

use pannier::{
    Language,
    db::{self, Tx},
};

use crate::shop::{album, poster, ticket};

/// The texts of the catalogue that are translated: table and column.
const TRANSLATED: [(&str, &str); 6] = [
    ("albums", "genre"),
    ("albums", "description"),
    ("posters", "technique"),
    ("posters", "paper"),
    ("posters", "description"),
    ("tickets", "description"),
];

/// Adds the columns, and moves each text to the column of its language.
pub async fn extend(tx: &mut Tx, language: Language) -> db::Result<()> {
    for columns in [album::MANAGED, poster::MANAGED, ticket::MANAGED] {
        tx.execute_batch(columns).await?;
    }
    if language != Language::GERMAN {
        return Ok(());
    }
    // Until now, the first column was English whatever the first language of the store.
    for (table, column) in TRANSLATED {
        let sql = format!(
            "UPDATE {table} SET {column}_en = {column}, {column} = {column}_de, {column}_de = '' WHERE {column}_de <> ''"
        );
        tx.execute(&sql, &[]).await?;
    }
    Ok(())
}
