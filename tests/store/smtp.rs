//! A mail server of its own for a test. It ends with the test.

use std::path::PathBuf;

use crate::{
    mailbox,
    service::{Service, free_address},
    world::fresh_dir,
};

pub struct Server {
    pub url: String,
    folder: PathBuf,
    port: u16,
    program: &'static str,
    service: Option<Service>,
}

impl Server {
    /// One that has a port, and is not open yet.
    pub fn new(program: &'static str) -> Server {
        let (port, folder) = (free_address().port(), fresh_dir().join("inbox"));
        Server { url: format!("smtp://127.0.0.1:{port}"), folder, port, program, service: None }
    }

    pub fn open(&mut self) {
        let command = mailbox::command(self.program, &self.folder, self.port);
        self.service = Some(Service::start_on(self.port, command));
    }

    /// The mails that have arrived, as they came.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        mailbox::mails(&self.folder)
    }
}
