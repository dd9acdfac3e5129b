//! A proxy between a shop, its gateway and its shoppers, which injects faults: any call can be cut off, and the shop killed, at
//! any step.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::process::Shop;

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// It never arrives.
    CallLost,
    /// It arrives; its answer does not.
    AnswerLost,
    /// The shop is killed, and the call never arrives.
    KilledBefore,
    /// The shop is killed while the call is being handled.
    KilledDuring,
    /// The shop is killed when the call was handled, and its answer does not arrive.
    KilledAfter,
}

impl Fault {
    pub const ALL: [Fault; 5] =
        [Fault::CallLost, Fault::AnswerLost, Fault::KilledBefore, Fault::KilledDuring, Fault::KilledAfter];
}

/// Picks calls, by their first line: `POST /checkout HTTP/1.1`.
pub type Step = fn(&str) -> bool;

pub struct FaultProxy {
    pub url: String,
    listener: Mutex<Option<TcpListener>>,
    faults: Mutex<Vec<(Step, Fault)>>,
    struck: Mutex<u64>,
}

/// The servers behind the proxy.
pub struct Upstreams {
    pub shop: Mutex<Shop>,
    /// `127.0.0.1:3000`.
    pub shop_address: String,
    /// The same for the gateway.
    pub gateway_address: String,
    /// Calls to the gateway; all others are to the shop.
    pub to_gateway: Step,
}

impl FaultProxy {
    /// Binds a port. [`FaultProxy::connect`] follows: the upstreams want to know this address before they start.
    pub async fn open() -> Arc<FaultProxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        Arc::new(FaultProxy {
            url,
            listener: Mutex::new(Some(listener)),
            faults: Mutex::default(),
            struck: Mutex::new(0),
        })
    }

    pub fn connect(self: &Arc<FaultProxy>, upstreams: Arc<Upstreams>) {
        let (proxy, listener) = (Arc::clone(self), self.listener.lock().unwrap().take().expect("connected once"));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (proxy, upstreams) = (Arc::clone(&proxy), Arc::clone(&upstreams));
                tokio::spawn(async move { proxy.carry(client, upstreams).await });
            }
        });
    }

    /// Has the next call of a step go wrong.
    pub fn arm(&self, step: Step, fault: Fault) {
        self.faults.lock().unwrap().push((step, fault));
    }

    /// Faults that are still to come.
    pub fn armed(&self) -> usize {
        self.faults.lock().unwrap().len()
    }

    fn fault(&self, call: &str) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        let at = faults.iter().position(|(step, _)| step(call))?;
        Some(faults.remove(at).1)
    }

    /// Carries one call, and closes the connection: with an answer, or without.
    async fn carry(&self, mut client: TcpStream, upstreams: Arc<Upstreams>) -> io::Result<()> {
        let (call, request) = read(&mut client).await?;
        let to = if (upstreams.to_gateway)(&call) { &upstreams.gateway_address } else { &upstreams.shop_address };
        let fault = self.fault(&call);
        match fault {
            Some(Fault::CallLost) => return Ok(()),
            Some(Fault::KilledBefore) => return kill(upstreams).await,
            Some(Fault::KilledDuring) => {
                let handled = tokio::spawn(forward(to.clone(), request));
                // Another moment each time.
                let moment = {
                    let mut struck = self.struck.lock().unwrap();
                    *struck += 1;
                    Duration::from_millis(*struck * 2 % 15)
                };
                tokio::time::sleep(moment).await;
                kill(upstreams).await?;
                handled.abort();
                return Ok(());
            }
            None | Some(Fault::AnswerLost | Fault::KilledAfter) => {}
        }
        let answer = forward(to.clone(), request).await?;
        match fault {
            Some(Fault::AnswerLost) => Ok(()),
            Some(Fault::KilledAfter) => kill(upstreams).await,
            _ => client.write_all(&answer).await,
        }
    }
}

/// Kills the shop, and starts it again.
async fn kill(upstreams: Arc<Upstreams>) -> io::Result<()> {
    let again = move || {
        let mut shop = upstreams.shop.lock().unwrap();
        shop.kill();
        shop.open_again();
    };
    tokio::task::spawn_blocking(again).await.map_err(io::Error::other)
}

/// A request's first line, and all of it, which asks for the connection to be closed.
async fn read(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if client.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let mut body = bytes.split_off(head);
    let head = String::from_utf8(bytes).map_err(io::Error::other)?;
    let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
    let is = |line: &str, name: &str| line.split_once(':').is_some_and(|(n, _)| n.eq_ignore_ascii_case(name));
    let length = lines.iter().find(|line| is(line, "content-length")).and_then(|line| line.split_once(':'));
    let length = length.map_or(Ok(0), |(_, length)| length.trim().parse()).map_err(io::Error::other)?;
    while body.len() < length {
        if client.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let call = lines[0].to_owned();
    lines.retain(|line| !is(line, "connection"));
    let mut request = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n")).into_bytes();
    request.append(&mut body);
    Ok((call, request))
}

async fn forward(to: String, request: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(to).await?;
    server.write_all(&request).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}
