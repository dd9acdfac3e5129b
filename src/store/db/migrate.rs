//! The store's migrations: numbered, applied once, safe to run from several instances at once.
//!
//! The tables live beside those of the app under names of their own (`pannier_*`), and so does the list
//! of applied migrations.

use super::{Db, Dialect, Result};
use crate::args;

struct Migration {
    version: i64,
    /// The statements for both engines; then those specific to each.
    shared: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        shared: include_str!("../../../migrations/0001_tables.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0001_guards.sql"),
        postgres: include_str!("../../../migrations/postgres/0001_guards.sql"),
    },
    Migration { version: 2, shared: include_str!("../../../migrations/0002_money.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 3,
        shared: include_str!("../../../migrations/0003_shipments.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0003_shipments.sql"),
        postgres: include_str!("../../../migrations/postgres/0003_shipments.sql"),
    },
    Migration { version: 4, shared: include_str!("../../../migrations/0004_outbox.sql"), sqlite: "", postgres: "" },
    Migration { version: 5, shared: include_str!("../../../migrations/0005_language.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 6,
        shared: include_str!("../../../migrations/0006_products.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0006_products.sql"),
        postgres: include_str!("../../../migrations/postgres/0006_products.sql"),
    },
    Migration {
        version: 7,
        shared: include_str!("../../../migrations/0007_search_terms.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0007_search_terms.sql"),
        postgres: include_str!("../../../migrations/postgres/0007_search_terms.sql"),
    },
    Migration {
        version: 8,
        shared: include_str!("../../../migrations/0008_rename_to_standard_terms.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0008_rename_to_standard_terms.sql"),
        postgres: include_str!("../../../migrations/postgres/0008_rename_to_standard_terms.sql"),
    },
    Migration { version: 9, shared: include_str!("../../../migrations/0009_input.sql"), sqlite: "", postgres: "" },
    Migration { version: 10, shared: include_str!("../../../migrations/0010_queues.sql"), sqlite: "", postgres: "" },
    Migration { version: 11, shared: include_str!("../../../migrations/0011_gateways.sql"), sqlite: "", postgres: "" },
    Migration { version: 12, shared: include_str!("../../../migrations/0012_limits.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 13,
        shared: include_str!("../../../migrations/0013_cancelled_shipments.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0013_cancelled_shipments.sql"),
        postgres: include_str!("../../../migrations/postgres/0013_cancelled_shipments.sql"),
    },
    Migration {
        version: 14,
        shared: include_str!("../../../migrations/0014_holds.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0014_holds.sql"),
        postgres: include_str!("../../../migrations/postgres/0014_holds.sql"),
    },
    Migration {
        version: 15,
        shared: include_str!("../../../migrations/0015_failed_refunds.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 16,
        shared: include_str!("../../../migrations/0016_cleared_forms.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration { version: 17, shared: include_str!("../../../migrations/0017_indexes.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 18,
        shared: include_str!("../../../migrations/0018_released_disputes.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 19,
        shared: include_str!("../../../migrations/0019_staff.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0019_staff.sql"),
        postgres: include_str!("../../../migrations/postgres/0019_staff.sql"),
    },
    Migration {
        version: 20,
        shared: include_str!("../../../migrations/0020_audit.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0020_audit.sql"),
        postgres: include_str!("../../../migrations/postgres/0020_audit.sql"),
    },
    Migration {
        version: 21,
        shared: include_str!("../../../migrations/0021_order_lists.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0021_order_lists.sql"),
        postgres: include_str!("../../../migrations/postgres/0021_order_lists.sql"),
    },
    Migration { version: 22, shared: include_str!("../../../migrations/0022_signals.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 23,
        shared: include_str!("../../../migrations/0023_managed_products.sql"),
        sqlite: "",
        postgres: include_str!("../../../migrations/postgres/0023_managed_products.sql"),
    },
    Migration { version: 24, shared: include_str!("../../../migrations/0024_imports.sql"), sqlite: "", postgres: "" },
    Migration { version: 25, shared: include_str!("../../../migrations/0025_pictures.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 26,
        shared: include_str!("../../../migrations/0026_quoted_titles.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 27,
        shared: include_str!("../../../migrations/0027_amounts.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0027_amounts.sql"),
        postgres: include_str!("../../../migrations/postgres/0027_amounts.sql"),
    },
    Migration { version: 28, shared: include_str!("../../../migrations/0028_codes.sql"), sqlite: "", postgres: "" },
    Migration { version: 29, shared: include_str!("../../../migrations/0029_vat.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 30,
        shared: include_str!("../../../migrations/0030_tax_report.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 31,
        shared: include_str!("../../../migrations/0031_daily_takings.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0031_daily_takings.sql"),
        postgres: include_str!("../../../migrations/postgres/0031_daily_takings.sql"),
    },
    Migration { version: 32, shared: include_str!("../../../migrations/0032_sale_ends.sql"), sqlite: "", postgres: "" },
    Migration {
        version: 33,
        shared: include_str!("../../../migrations/0033_uploads.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0033_uploads.sql"),
        postgres: include_str!("../../../migrations/postgres/0033_uploads.sql"),
    },
    Migration {
        version: 34,
        shared: include_str!("../../../migrations/0034_refund_items.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0034_refund_items.sql"),
        postgres: include_str!("../../../migrations/postgres/0034_refund_items.sql"),
    },
    Migration {
        version: 35,
        shared: include_str!("../../../migrations/0035_withdrawals.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0035_withdrawals.sql"),
        postgres: include_str!("../../../migrations/postgres/0035_withdrawals.sql"),
    },
    Migration {
        version: 36,
        shared: include_str!("../../../migrations/0036_invoices.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0036_invoices.sql"),
        postgres: include_str!("../../../migrations/postgres/0036_invoices.sql"),
    },
    Migration {
        version: 37,
        shared: include_str!("../../../migrations/0037_terms.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0037_terms.sql"),
        postgres: include_str!("../../../migrations/postgres/0037_terms.sql"),
    },
    Migration {
        version: 38,
        shared: include_str!("../../../migrations/0038_import_rows.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 39,
        shared: include_str!("../../../migrations/0039_codes_limits_reliefs.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0039_codes_limits_reliefs.sql"),
        postgres: include_str!("../../../migrations/postgres/0039_codes_limits_reliefs.sql"),
    },
    Migration {
        version: 40,
        shared: include_str!("../../../migrations/0040_delivery_times.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0040_delivery_times.sql"),
        postgres: include_str!("../../../migrations/postgres/0040_delivery_times.sql"),
    },
    Migration {
        version: 41,
        shared: "",
        sqlite: include_str!("../../../migrations/sqlite/0041_free_refunds.sql"),
        postgres: include_str!("../../../migrations/postgres/0041_free_refunds.sql"),
    },
    Migration {
        version: 42,
        shared: include_str!("../../../migrations/0042_unproven_vat_numbers.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 43,
        shared: include_str!("../../../migrations/0043_restocks.sql"),
        sqlite: include_str!("../../../migrations/sqlite/0043_restocks.sql"),
        postgres: include_str!("../../../migrations/postgres/0043_restocks.sql"),
    },
];

/// An arbitrary key that other programs are unlikely to lock.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7246685301)";

/// Selects the version of the tables.
const VERSION: &str = "SELECT COALESCE(MAX(version), 0) AS version FROM pannier_migrations";

/// The version of the tables that this program needs.
const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

/// Runs the pending migrations. Idempotent.
///
/// # Errors
/// If a newer version of the program has migrated the tables, or the database rejects a statement.
pub async fn migrate(db: &Db) -> Result<()> {
    // Most starts have nothing to do, and then wait for no lock.
    if version(db).await? == KNOWN {
        return Ok(());
    }
    for migration in MIGRATIONS {
        // On SQLite, BEGIN IMMEDIATE serializes the instances; on PostgreSQL, the lock does.
        let mut tx = db.begin_unlimited().await?;
        if db.dialect() == Dialect::Postgres {
            tx.execute_batch(LOCK).await?;
        }
        // Without `IF NOT EXISTS`, about which PostgreSQL sends a notice.
        if tx.fetch_optional(exists(db), &[]).await?.is_none() {
            let sql = "CREATE TABLE pannier_migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)";
            tx.execute_batch(sql).await?;
        }
        refuse_newer(tx.fetch_one(VERSION, &[]).await?.get("version")?)?;
        let sql = "SELECT version FROM pannier_migrations WHERE version = $1";
        if tx.fetch_optional(sql, args![migration.version]).await?.is_some() {
            continue;
        }
        tx.execute_batch(migration.shared).await?;
        tx.execute_batch(match db.dialect() {
            Dialect::Sqlite => migration.sqlite,
            Dialect::Postgres => migration.postgres,
        })
        .await?;
        tx.execute(
            "INSERT INTO pannier_migrations (version, applied_at) VALUES ($1, $2)",
            args![migration.version, tx.now()],
        )
        .await?;
        tx.commit().await?;
        tracing::info!(version = migration.version, "migration applied");
    }
    Ok(())
}

/// Verifies that every migration has been applied, and none of a newer version.
///
/// # Errors
/// With both versions, if they differ.
pub async fn verify(db: &Db) -> Result<()> {
    let version = version(db).await?;
    if version < KNOWN {
        let why = format!("its tables have version {version}, and this program needs {KNOWN}: start the shop once");
        return Err(sqlx::Error::Configuration(why.into()).into());
    }
    Ok(())
}

/// Returns the version of the tables; 0 if there are none.
async fn version(db: &Db) -> Result<i64> {
    if db.fetch_optional(exists(db), &[]).await?.is_none() {
        return Ok(0);
    }
    let version = db.fetch_one(VERSION, &[]).await?.get("version")?;
    refuse_newer(version)?;
    Ok(version)
}

/// Returns a query for a row if there is a list of applied migrations.
fn exists(db: &Db) -> &'static str {
    match db.dialect() {
        Dialect::Sqlite => "SELECT 1 AS one FROM sqlite_master WHERE name = 'pannier_migrations'",
        // Without a table to read, a connection that has waited for the lock would not learn what was created meanwhile.
        Dialect::Postgres => {
            "SELECT 1 AS one FROM pg_catalog.pg_class WHERE relname = 'pannier_migrations' AND pg_table_is_visible(oid)"
        }
    }
}

fn refuse_newer(version: i64) -> Result<()> {
    if version <= KNOWN {
        return Ok(());
    }
    let why = format!(
        "its tables have version {version}, and this program knows them up to {KNOWN}: start the newer program, or \
         restore a backup from before it was installed"
    );
    Err(sqlx::Error::Configuration(why.into()).into())
}
