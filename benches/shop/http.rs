//! A minimal, cheap browser: HTTP/1.1 over one persistent connection, and one cookie (RFC 9112).

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::Result;

/// A browser with one connection and, after the first response that sets one, a session.
pub struct Client {
    connection: BufReader<TcpStream>,
    host: SocketAddr,
    pub cookie: Option<String>,
}

/// The parts of a response that are checked.
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> Result<&str> {
        Ok(std::str::from_utf8(&self.body)?)
    }

    /// Returns the response if it has this status.
    pub fn expect(self, status: u16) -> Result<Answer> {
        if self.status == status {
            return Ok(self);
        }
        Err(format!("expected status {status}, got {}: {}", self.status, String::from_utf8_lossy(&self.body)).into())
    }

    /// Returns the path of a redirect after a form (303).
    pub fn see_other(self) -> Result<String> {
        let location = self.expect(303)?.location.ok_or("a redirect to nowhere")?;
        let path =
            location.strip_prefix("http://").and_then(|rest| rest.find('/').map(|slash| rest[slash..].to_owned()));
        Ok(path.unwrap_or(location))
    }
}

impl Client {
    pub fn connect(host: SocketAddr) -> Result<Client> {
        let connection = TcpStream::connect(host)?;
        connection.set_nodelay(true)?;
        connection.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Client { connection: BufReader::with_capacity(64 * 1024, connection), host, cookie: None })
    }

    /// Becomes a new visitor.
    pub fn forget(&mut self) {
        self.cookie = None;
    }

    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.get_as(path, "identity")
    }

    pub fn get_as(&mut self, path: &str, encoding: &str) -> Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nAccept: text/html\r\nAccept-Encoding: {encoding}\r\n"), "")
    }

    /// Posts a form as a browser without JavaScript does.
    pub fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        self.post_as(path, form, "text/html")
    }

    /// Posts a form as WASM does.
    pub fn call(&mut self, path: &str, form: &str) -> Result<Answer> {
        self.post_as(path, form, "application/json")
    }

    /// Posts JSON with an additional header, as a webhook does.
    pub fn tell(&mut self, path: &str, header: &str, json: &str) -> Result<Answer> {
        let length = json.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{header}\r\n"
        );
        self.send(&head, json)
    }

    fn post_as(&mut self, path: &str, form: &str, accept: &str) -> Result<Answer> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nAccept: {accept}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nSec-Fetch-Site: same-origin\r\n",
            form.len()
        );
        self.send(&head, form)
    }

    /// Sends a request of this head, to which host and cookie are added.
    pub fn send(&mut self, head: &str, body: &str) -> Result<Answer> {
        let cookie = self.cookie.as_ref().map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let request = format!("{head}Host: {}\r\n{cookie}\r\n{body}", self.host);
        self.connection.get_mut().write_all(request.as_bytes())?;
        self.receive()
    }

    fn receive(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
        let mut answer = Answer { status, location: None, body: Vec::new() };
        let (mut length, mut chunked) = (0, false);
        loop {
            self.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "location" => answer.location = Some(value.to_owned()),
                // The admin removes others with the same response.
                "set-cookie" if !value.contains("Max-Age=0") => {
                    self.cookie = value.split(';').next().map(str::to_owned);
                }
                _ => {}
            }
        }
        if !chunked {
            answer.body.resize(length, 0);
            self.connection.read_exact(&mut answer.body)?;
            return Ok(answer);
        }
        loop {
            self.read_line(&mut line)?;
            let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
            let start = answer.body.len();
            answer.body.resize(start + size, 0);
            self.connection.read_exact(&mut answer.body[start..])?;
            self.read_line(&mut line)?;
            if size == 0 {
                return Ok(answer);
            }
        }
    }

    /// Reads a line, without its line ending.
    fn read_line(&mut self, line: &mut String) -> Result<()> {
        line.clear();
        if self.connection.read_line(line)? == 0 {
            return Err("the server hung up".into());
        }
        line.truncate(line.trim_end().len());
        Ok(())
    }
}
