//! The shop, with the settings that it comes with, and every way to pay.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use crate::{Result, process, target::program, webhooks};

const PAYMENTS: [(&str, &str); 5] = [
    ("PANNIER_BANK_TRANSFER_NAME", "Quarto"),
    ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202051"),
    ("PANNIER_PAYPAL_CLIENT_ID", "client_of_the_bench"),
    ("PANNIER_PAYPAL_CLIENT_SECRET", "secret_of_the_bench"),
    ("PANNIER_PAYPAL_WEBHOOK_ID", "webhook_of_the_bench"),
];

/// The default filter, without what is no warning.
const LOG: &str = "warn,tower_sessions=off,tower_sessions_core=off";
/// The default, which tests of other things lift.
const UNPAID: (&str, &str) = ("PANNIER_MAX_UNPAID_ORDERS", "5");

/// Every order that is not paid is overdue.
const OVERDUE: [(&str, &str); 4] = [
    ("PANNIER_TRANSFER_EXPIRES", "1"),
    ("PANNIER_PAYMENT_EXPIRES", "1"),
    ("PANNIER_REMIND_AFTER", "0"),
    ("PANNIER_RECONCILE_EVERY", "1"),
];

pub struct Shop {
    /// The URL of its database.
    pub database: String,
    data: PathBuf,
    paypal: String,
    process: process::Shop,
}

impl Shop {
    pub fn open(place: &Path, paypal: &str) -> Result<Shop> {
        let data = place.join("shop");
        let database = format!("sqlite:{}/shop.db", data.display());
        let process = start(&data, paypal, &[])?;
        Ok(Shop { database, data, paypal: paypal.to_owned(), process })
    }

    pub fn address(&self) -> SocketAddr {
        self.process.address
    }

    /// Restarts the shop with settings under which every unpaid order is overdue.
    pub fn expire_orders(&mut self) -> Result<()> {
        self.stop()?;
        self.process = start(&self.data, &self.paypal, &OVERDUE)?;
        Ok(())
    }

    /// Stops the shop, which finishes what it is doing.
    pub fn stop(&mut self) -> Result<()> {
        match self.process.stop() {
            Some(0) => Ok(()),
            code => Err(format!("the shop ended with {code:?}").into()),
        }
    }

    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.data.join("log"))?)
    }

    /// The mails so far, as they would be sent.
    pub fn mails(&self) -> Result<Vec<String>> {
        let Ok(files) = std::fs::read_dir(self.data.join("mail")) else { return Ok(Vec::new()) };
        let files = files.map(|file| file.map(|file| file.path())).collect::<std::io::Result<Vec<_>>>()?;
        let mails = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.map(|path| Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())).collect()
    }
}

fn start(data: &Path, paypal: &str, settings: &[(&str, &str)]) -> Result<process::Shop> {
    let (program, site) = program()?;
    let site = site.display().to_string();
    let own = [("LEPTOS_SITE_ROOT", site.as_str()), ("PANNIER_LOG", LOG), ("PANNIER_PAYPAL_API", paypal), UNPAID];
    let settings = [&own[..], &PAYMENTS, &webhooks::SETTINGS, settings].concat();
    let mut shop = process::Shop::new(&program, data, &settings);
    shop.start()?;
    Ok(shop)
}
