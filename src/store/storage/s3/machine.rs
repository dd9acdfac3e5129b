//! What the sources of credentials may ask: the environment, files, programs and the services of a machine.

use std::{collections::HashMap, env, path::PathBuf, process::Stdio, time::Duration};

use axum::body::Bytes;
use http::{Request, Response};
use reqsign_core::{CommandExecute, CommandOutput, Context, Env, Error, FileRead, HttpSend, Result};
use reqwest::{Client, redirect::Policy};
use tokio::process::Command;

use super::reason::chain;
use crate::store::http::client::body;

/// Timeout of a request.
const ANSWERED: Duration = Duration::from_secs(5);
/// Timeout of a connection. A machine's own services are near; where there are none, nothing refuses the connection.
const CONNECTED: Duration = Duration::from_secs(2);
/// Maximum size of an answer in bytes.
const ANSWER: usize = 1024 * 1024;

#[derive(Clone, Copy, Debug)]
pub(super) struct Machine;

impl Machine {
    pub(super) fn context() -> Context {
        let context = Context::new().with_env(Machine).with_file_read(Machine);
        context.with_http_send(Machine).with_command_execute(Machine)
    }
}

impl Env for Machine {
    fn var(&self, key: &str) -> Option<String> {
        env::var(key).ok()
    }

    fn vars(&self) -> HashMap<String, String> {
        let text = |(key, value): (std::ffi::OsString, std::ffi::OsString)| {
            key.into_string().ok().zip(value.into_string().ok())
        };
        env::vars_os().filter_map(text).collect()
    }

    fn home_dir(&self) -> Option<PathBuf> {
        env::var_os("HOME").map(PathBuf::from)
    }
}

impl FileRead for Machine {
    async fn file_read(&self, path: &str) -> Result<Vec<u8>> {
        Ok(tokio::fs::read(path).await?)
    }
}

impl HttpSend for Machine {
    async fn http_send(&self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let failed = |error: reqwest::Error| Error::unexpected(chain(&error.without_url()));
        let client = Client::builder().connect_timeout(CONNECTED).timeout(ANSWERED).redirect(Policy::none());
        // Only a machine's own services have no TLS. No proxy reaches them.
        let client = if request.uri().scheme_str() == Some("http") { client.no_proxy() } else { client };
        let client = client.user_agent("pannier").build().map_err(failed)?;
        let answer = client.execute(request.try_into().map_err(failed)?).await.map_err(failed)?;
        let status = answer.status();
        let content = body(answer, ANSWER).await.map_err(Error::unexpected)?;
        let mut response = Response::new(content.into());
        *response.status_mut() = status;
        Ok(response)
    }
}

impl CommandExecute for Machine {
    /// Runs a `credential_process` by a shell, as every AWS program does. Its line has been split at spaces.
    async fn command_execute<'a>(&'a self, program: &'a str, args: &'a [&'a str]) -> Result<CommandOutput> {
        let line = [&[program], args].concat().join(" ");
        let mut command = Command::new("sh");
        let output = command.arg("-c").arg(line).stdin(Stdio::null()).kill_on_drop(true).output().await?;
        let status = output.status.code().unwrap_or(-1);
        Ok(CommandOutput { status, stdout: output.stdout, stderr: output.stderr })
    }
}
