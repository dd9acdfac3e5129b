//! The plug-ins that settings enable: one table and one registration line each.

use pannier::{
    Cii, Seller, Setting, Settings, SettingsError, StoreBuilder,
    payment::{BankTransfer, PayPal, Stripe},
    receivers::OutgoingWebhook,
    shipping::Kunaki,
    storage::S3Settings,
    tax::Vat,
};

use super::{invoices, listener, payment, vat};

/// The tables of their settings, and of the program's own.
pub const SETTINGS: &[&[Setting]] = &[
    listener::SETTINGS,
    payment::SETTINGS,
    vat::SETTINGS,
    Vat::SETTINGS,
    Seller::SETTINGS,
    invoices::SETTINGS,
    Stripe::SETTINGS,
    PayPal::SETTINGS,
    BankTransfer::SETTINGS,
    Kunaki::SETTINGS,
    OutgoingWebhook::SETTINGS,
    S3Settings::SETTINGS,
];

/// An enabled plug-in, to be registered with the store.
pub type Registration = Box<dyn FnOnce(StoreBuilder) -> StoreBuilder>;

/// Returns the enabled payment providers. The first is preselected at checkout.
pub fn payment_providers(settings: &Settings) -> Result<Vec<Registration>, SettingsError> {
    let providers = [
        registration(Stripe::from_settings(settings)?, StoreBuilder::pay),
        registration(PayPal::from_settings(settings)?, StoreBuilder::pay),
        registration(BankTransfer::from_settings(settings)?, StoreBuilder::pay),
    ];
    Ok(providers.into_iter().flatten().collect())
}

/// Returns the other enabled plug-ins.
pub fn others(settings: &Settings) -> Result<Vec<Registration>, SettingsError> {
    let (vat, seller) = (vat::from_settings(settings)?, invoices::seller(settings)?);
    vat::check_seller(settings, vat.as_ref(), seller.as_ref())?;
    let plug_ins = [
        registration(Kunaki::from_settings(settings)?, |builder, kunaki| builder.ship(kunaki.clone()).receive(kunaki)),
        // Without taxes there is no electronic invoice: each link to one would lead nowhere.
        registration(vat, |builder, vat| builder.tax(vat).render(Cii)),
        registration(seller, StoreBuilder::invoices),
        registration(OutgoingWebhook::from_settings(settings)?, StoreBuilder::receive),
    ];
    Ok(plug_ins.into_iter().flatten().collect())
}

fn registration<P: 'static>(
    plug_in: Option<P>,
    register: impl FnOnce(StoreBuilder, P) -> StoreBuilder + 'static,
) -> Option<Registration> {
    plug_in.map(|plug_in| Box::new(move |builder| register(builder, plug_in)) as Registration)
}

/// Registers plug-ins with the store.
pub fn register(builder: StoreBuilder, plug_ins: Vec<Registration>) -> StoreBuilder {
    plug_ins.into_iter().fold(builder, |builder, register| register(builder))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pannier::Settings;

    use super::SETTINGS;

    const README: &str = include_str!("../../README.md");

    /// Names and defaults as `pannier --help` has them: `NAME  what it is for [default]`.
    fn help() -> BTreeMap<String, Option<String>> {
        let row = |line: &str| {
            let (name, rest) = line.strip_prefix("  ")?.split_once(' ')?;
            let default = rest.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")).map(|(_, default)| default);
            Some((name.to_owned(), default.map(str::to_owned)))
        };
        Settings::help(SETTINGS).lines().filter_map(row).collect()
    }

    /// Names and defaults in the README's table: ``| `NAME`, `NAME` | `default` | purpose |``. Without a
    /// default, the second cell describes the effect in prose.
    fn readme() -> BTreeMap<String, Option<String>> {
        let section = README.split("\n## Settings\n").nth(1).and_then(|rest| rest.split("\n## ").next());
        let mut rows = BTreeMap::new();
        for line in section.expect("a section").lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let code = |cell: &str| cell.strip_prefix('`')?.strip_suffix('`').map(str::to_owned);
            let default = code(cells[2]).filter(|default| !default.contains('`'));
            for name in cells[1].split(", ") {
                let name = code(name).unwrap_or_else(|| panic!("not a name: {name}"));
                assert!(rows.insert(name.clone(), default.clone()).is_none(), "{name} is in two rows");
            }
        }
        rows
    }

    #[test]
    fn the_readme_lists_what_the_help_lists() {
        let (help, readme) = (help(), readme());
        assert!(help.len() > 30, "{help:?}");
        for (name, default) in &help {
            assert_eq!(readme.get(name), Some(default), "{name}, in the README's table and in the help");
        }
        for name in readme.keys() {
            assert!(help.contains_key(name), "{name} is in the README's table and not in the help");
        }
    }
}
