//! A letter, rendered as plain text and as HTML from the same parts.
//!
//! The HTML keeps to the subset that mail clients understand: styles are inline, and the style sheet in the
//! head only adds the dark colour scheme.

use std::fmt::Write;

use crate::{language::Language, store::http::encode::html};

/// The contents of a mail, from top to bottom.
#[derive(Clone, Debug)]
pub(in crate::store) struct Letter {
    language: Language,
    heading: String,
    parts: Vec<Part>,
    signature: String,
    imprint: Vec<String>,
    reply_to: Option<String>,
    attachments: Vec<Attachment>,
}

/// A file that comes with a letter.
#[derive(Clone, Debug)]
pub(in crate::store) struct Attachment {
    pub file_name: String,
    /// The media type (RFC 9110), such as `application/pdf`.
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
enum Part {
    Paragraph(String),
    Facts(Vec<(String, String)>),
    Amounts { rows: Vec<(String, String)>, total: (String, String), remarks: Vec<(String, String)> },
    Address { title: String, lines: Vec<String> },
    Button { label: String, url: String },
    Link { label: String, url: String },
}

impl Letter {
    /// Creates a letter, signed with the name of the shop.
    pub fn new(language: Language, heading: impl Into<String>, signature: impl Into<String>) -> Letter {
        let (heading, signature) = (heading.into(), signature.into());
        let (parts, imprint, attachments) = (Vec::new(), Vec::new(), Vec::new());
        Letter { language, heading, parts, signature, imprint, reply_to: None, attachments }
    }

    /// Sets the address that answers go to, if it is not the sender's.
    pub fn reply_to(self, address: Option<String>) -> Letter {
        Letter { reply_to: address, ..self }
    }

    /// Sets who sends it, as business letters have to say: one line each, below the signature.
    pub fn imprint(self, lines: Vec<String>) -> Letter {
        Letter { imprint: lines, ..self }
    }

    pub fn heading(&self) -> &str {
        &self.heading
    }

    /// Returns the name of the shop.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    pub fn answers(&self) -> Option<&str> {
        self.reply_to.as_deref()
    }

    pub fn paragraph(self, text: impl Into<String>) -> Letter {
        self.with(Part::Paragraph(text.into()))
    }

    /// Adds names and values that the reader may want to copy.
    pub fn facts(self, facts: Vec<(String, String)>) -> Letter {
        if facts.is_empty() { self } else { self.with(Part::Facts(facts)) }
    }

    /// Adds a table of amounts, with a total. Below it, `remarks` explain amounts that are in the rows already.
    pub fn amounts(
        self,
        rows: Vec<(String, String)>,
        total: (String, String),
        remarks: Vec<(String, String)>,
    ) -> Letter {
        self.with(Part::Amounts { rows, total, remarks })
    }

    pub fn address(self, title: impl Into<String>, lines: Vec<String>) -> Letter {
        if lines.is_empty() { self } else { self.with(Part::Address { title: title.into(), lines }) }
    }

    /// Adds a button for the next step.
    pub fn button(self, label: impl Into<String>, url: impl Into<String>) -> Letter {
        self.with(Part::Button { label: label.into(), url: url.into() })
    }

    /// Adds a link to what the reader may need, but is not the next step.
    pub fn link(self, label: impl Into<String>, url: impl Into<String>) -> Letter {
        self.with(Part::Link { label: label.into(), url: url.into() })
    }

    /// Adds a file.
    pub fn attach(mut self, attachment: Attachment) -> Letter {
        self.attachments.push(attachment);
        self
    }

    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    fn with(mut self, part: Part) -> Letter {
        self.parts.push(part);
        self
    }

    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.heading);
        for part in &self.parts {
            text.push('\n');
            part.text(&mut text);
        }
        text.push_str(&format!("\n{}\n", self.signature));
        if !self.imprint.is_empty() {
            text.push_str(&format!("\n{}\n", self.imprint.join("\n")));
        }
        text
    }

    pub fn html(&self) -> String {
        let heading = html(&self.heading);
        let parts: String = self.parts.iter().map(Part::html).collect();
        let imprint: Vec<String> = self.imprint.iter().map(|line| html(line)).collect();
        let imprint = match imprint.is_empty() {
            true => String::new(),
            false => format!("<br>\n<br>\n{}", imprint.join("<br>\n")),
        };
        format!(
            "<!doctype html>\n<html lang=\"{language}\"{direction}>\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
             <title>{heading}</title>\n<style>{DARK}</style>\n</head>\n\
             <body class=\"paper\" style=\"margin:0;padding:0;background:#f5f6f4;color:#15191a;{FONT}\">\n\
             <table role=\"presentation\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\">\n\
             <tr><td align=\"center\" style=\"padding:24px 12px\">\n\
             <table role=\"presentation\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" style=\"max-width:560px;text-align:left\">\n\
             <tr><td class=\"card\" style=\"padding:28px 24px;background:#ffffff;border:1px solid #dfe2de;border-radius:12px;{FONT}\">\n\
             <h1 style=\"margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:650\">{heading}</h1>\n\
             {parts}\
             </td></tr>\n\
             <tr><td class=\"quiet\" style=\"padding:16px 24px 0;color:#565e5b;font-size:14px\">{signature}{imprint}</td></tr>\n\
             </table>\n</td></tr>\n</table>\n</body>\n</html>\n",
            signature = html(&self.signature),
            language = self.language,
            direction = if self.language.direction() == "rtl" { " dir=\"rtl\"" } else { "" },
        )
    }
}

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;\
                    font-size:16px;line-height:1.5";

/// The colours of the dark scheme, which override the inline ones.
const DARK: &str = "
:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.paper{background:#121516!important;color:#edefec!important}
.card{background:#1f2425!important;border-color:#313838!important}
.soft{background:#1a1e1f!important}
.rule{border-color:#313838!important}
.quiet{color:#a5aeaa!important}
.action{background:#edefec!important;color:#121516!important}
}
";

impl Part {
    fn text(&self, text: &mut String) {
        match self {
            Part::Paragraph(paragraph) => text.push_str(&format!("{paragraph}\n")),
            Part::Facts(facts) => {
                let facts: Vec<_> = facts.iter().map(|(name, value)| (format!("{name}:"), value.clone())).collect();
                columns(text, facts.iter(), Align::Left);
            }
            Part::Amounts { rows, total, remarks } => {
                columns(text, rows.iter().chain([total]).chain(remarks), Align::Right);
            }
            Part::Address { title, lines } => text.push_str(&format!("{title}:\n{}\n", lines.join("\n"))),
            Part::Button { label, url } | Part::Link { label, url } => text.push_str(&format!("{label}:\n{url}\n")),
        }
    }

    fn html(&self) -> String {
        match self {
            Part::Paragraph(text) => format!("<p style=\"margin:0 0 16px\">{}</p>\n", html(text)),
            Part::Facts(facts) => {
                let facts = facts.iter().map(|(name, value)| {
                    format!(
                        "<dt class=\"quiet\" style=\"margin:0;color:#565e5b;font-size:14px\">{}</dt>\
                         <dd style=\"margin:0 0 10px;font-weight:600;font-variant-numeric:tabular-nums\">{}</dd>\n",
                        html(name),
                        html(value)
                    )
                });
                format!(
                    "<dl class=\"soft\" style=\"margin:0 0 20px;padding:16px 16px 6px;background:#f5f6f4;border-radius:8px\">\n\
                     {}</dl>\n",
                    facts.collect::<String>()
                )
            }
            Part::Amounts { rows, total, remarks } => format!(
                "<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" style=\"margin:0 0 20px;border-collapse:collapse;\
                 font-variant-numeric:tabular-nums\">\n{}{}{}</table>\n",
                rows.iter().map(|(what, amount)| row(what, amount, "400")).collect::<String>(),
                row(&total.0, &total.1, "650"),
                remarks.iter().map(|(what, amount)| row(what, amount, "400")).collect::<String>(),
            ),
            Part::Address { title, lines } => format!(
                "<p style=\"margin:0 0 20px\"><span class=\"quiet\" style=\"color:#565e5b;font-size:14px\">{}</span><br>\n{}</p>\n",
                html(title),
                lines.iter().map(|line| html(line)).collect::<Vec<_>>().join("<br>\n")
            ),
            Part::Button { label, url } => format!(
                "<p style=\"margin:0 0 16px\"><a class=\"action\" href=\"{}\" style=\"display:inline-block;padding:12px 20px;\
                 background:#15191a;color:#ffffff;font-weight:600;text-decoration:none;border-radius:8px\">{}</a></p>\n",
                html(url),
                html(label)
            ),
            Part::Link { label, url } => format!(
                "<p style=\"margin:0 0 16px\"><a href=\"{}\" style=\"color:inherit\">{}</a></p>\n",
                html(url),
                html(label)
            ),
        }
    }
}

fn row(what: &str, amount: &str, weight: &str) -> String {
    format!(
        "<tr><th class=\"rule\" scope=\"row\" style=\"padding:8px 16px 8px 0;border-bottom:1px solid #dfe2de;text-align:left;\
         font-weight:{weight}\">{}</th><td class=\"rule\" style=\"padding:8px 0;border-bottom:1px solid #dfe2de;text-align:right;\
         vertical-align:top;white-space:nowrap;font-weight:{weight}\">{}</td></tr>\n",
        html(what),
        html(amount)
    )
}

#[derive(Clone, Copy)]
enum Align {
    Left,
    Right,
}

/// The longest name, in characters, beside which a fact stands: it stands below the label of a tick, which is a sentence.
const LONGEST_NAME: usize = 40;

/// Writes two columns, as wide as their contents; the very long name of an amount pushes it to the right.
fn columns<'a>(text: &mut String, rows: impl Iterator<Item = &'a (String, String)> + Clone, values: Align) {
    let width = |cell: &str| cell.chars().count();
    let longest = match values {
        Align::Left => LONGEST_NAME,
        Align::Right => usize::MAX,
    };
    let names = rows.clone().map(|(name, _)| width(name)).filter(|width| *width <= longest);
    let names = names.max().unwrap_or_default().min(48);
    let amounts = rows.clone().map(|(_, value)| width(value)).max().unwrap_or_default();
    for (name, value) in rows {
        let _ = match values {
            Align::Left if width(name) > longest => writeln!(text, "{name}\n{:names$}  {value}", ""),
            Align::Left => writeln!(text, "{name:<names$}  {value}"),
            Align::Right => writeln!(text, "{name:<names$}  {value:>amounts$}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A letter with one part of each kind, all with this text.
    fn of(text: &str) -> Letter {
        let pair = || (text.to_owned(), text.to_owned());
        Letter::new(Language::ENGLISH, text, text)
            .paragraph(text)
            .facts(vec![pair()])
            .amounts(vec![pair()], pair(), vec![pair()])
            .address(text, vec![text.to_owned()])
            .button(text, text)
            .link(text, text)
            .imprint(vec![text.to_owned()])
    }

    #[test]
    fn a_long_name_of_a_fact_moves_no_other() {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let agreed = "I have read the terms of sale and agree to them";
        let mut text = String::new();
        columns(&mut text, [fact("Order:", "1001"), fact(agreed, "Yes")].iter(), Align::Left);
        assert_eq!(text, format!("Order:  1001\n{agreed}\n        Yes\n"));
    }

    /// The characters of HTML markup, without the text in between.
    fn marks(html: &str) -> String {
        html.chars().filter(|c| "<>\"'".contains(*c)).collect()
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_becomes_html(text in "[a-z<>&\"'= /]{0,30}") {
            prop_assert_eq!(marks(&of(&text).html()), marks(&of("").html()));
        }

        #[test]
        fn what_one_says_the_other_says(text in "[a-z]{8,20}") {
            let letter = of(&text);
            let times = |whole: &str| whole.matches(text.as_str()).count();
            // The title repeats the heading.
            prop_assert_eq!(times(&letter.html()), times(&letter.text()) + 1);
        }
    }
}
