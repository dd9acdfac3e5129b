//! The shop's services, as third-party processes: a mail server (aiosmtpd) and a bucket (s3s-fs).

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{Result, bucket, mailbox, service::Service};

/// Downtime of a killed service.
const AWAY: Duration = Duration::from_millis(700);

pub struct Neighbour {
    pub port: u16,
    folder: PathBuf,
    service: Mutex<Service>,
    kills: AtomicU32,
}

impl Neighbour {
    /// Starts a mail server that accepts every mail and writes it to a folder.
    pub fn mail(place: &Path) -> Neighbour {
        let folder = place.join("inbox");
        let service = Service::start(|port| mailbox::command(mailbox::OPEN, &folder, port));
        Neighbour::new(folder, service)
    }

    pub fn bucket(place: &Path) -> Neighbour {
        let folder = place.join("bucket");
        let service = bucket::serve(&folder);
        Neighbour::new(folder, service)
    }

    fn new(folder: PathBuf, service: Service) -> Neighbour {
        Neighbour { port: service.port, folder, service: Mutex::new(service), kills: AtomicU32::new(0) }
    }

    /// Kills the service, and restarts it after [`AWAY`].
    pub fn kill(&self) -> Result<()> {
        let mut service = self.service.lock().map_err(|_| "poisoned")?;
        service.kill();
        self.kills.fetch_add(1, Ordering::Relaxed);
        thread::sleep(AWAY);
        service.start_again();
        Ok(())
    }

    pub fn kills(&self) -> u32 {
        self.kills.load(Ordering::Relaxed)
    }

    /// How often each mail was received, by its Message-ID.
    pub fn mails(&self) -> Result<BTreeMap<String, u32>> {
        let mut mails = BTreeMap::new();
        for mail in mailbox::mails(&self.folder) {
            let mail = String::from_utf8(mail)?;
            let id =
                mail.lines().find_map(|line| line.strip_prefix("Message-ID:")).ok_or("a mail without a Message-ID")?;
            *mails.entry(id.trim().to_owned()).or_default() += 1;
        }
        Ok(mails)
    }
}
