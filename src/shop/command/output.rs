//! Output of the commands, on a terminal or into a pipe.

use std::{
    fmt,
    io::{self, ErrorKind, Write as _},
    pin::pin,
};

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _};
use pannier::{TimeZone, db};

/// Prints a line of output, like `println!`, which panics once nothing reads it: `pannier order list | head -1`.
macro_rules! outln {
    ($($argument:tt)*) => {
        $crate::shop::command::output::line(format_args!($($argument)*))
    };
}
pub(super) use outln;

/// Prints lines. Ends the process if they cannot be written: quietly if the reader has seen enough.
pub(super) fn line(text: fmt::Arguments<'_>) {
    let Err(error) = writeln!(io::stdout().lock(), "{}", clean(&text.to_string())) else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    // Standard error may be closed as well.
    let _ = writeln!(io::stderr(), "pannier: the output could not be written: {error}");
    std::process::exit(1);
}

/// Writes a file of CSV, byte by byte as a file has to have it.
pub(super) async fn csv(csv: impl Stream<Item = db::Result<Bytes>>) -> Result<(), String> {
    let mut csv = pin!(csv);
    while let Some(lines) = csv.next().await {
        let lines = lines.map_err(|error| error.to_string())?;
        let mut output = io::stdout().lock();
        match output.write_all(&lines).and_then(|()| output.flush()) {
            Ok(()) => {}
            // The reader has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(format!("the output could not be written: {error}")),
        }
    }
    Ok(())
}

/// Removes trailing blanks, and replaces control characters: a terminal would obey those of a stored text.
fn clean(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\r', '\t'])).collect();
    lines.join("\n").chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// The heading of a column of times: what they are, and in which time zone. At least as wide as a time.
pub(super) fn heading_of_times(what: &str, zone: &TimeZone) -> String {
    let heading = format!("{what} ({zone})");
    format!("{heading:<16}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_without_blanks_and_do_not_control_the_terminal() {
        assert_eq!(clean("a  b  \n  c \r\n"), "a  b\n  c\n");
        assert_eq!(clean("\u{1b}[31mred\u{9b}0m"), "\u{fffd}[31mred\u{fffd}0m");
    }

    #[test]
    fn a_heading_is_at_least_as_wide_as_a_time() {
        assert_eq!(heading_of_times("Until", &TimeZone::UTC), "Until (UTC)     ");
        assert_eq!(heading_of_times("Until", &"Europe/Berlin".parse().unwrap()), "Until (Europe/Berlin)");
        assert_eq!(TimeZone::UTC.minute(pannier::Timestamp::from_secs(1_795_996_800)).len(), 16);
    }
}
