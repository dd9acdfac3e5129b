//! The owner's longer texts.

use leptos::prelude::*;

/// The greatest length of a description for search engines, in characters.
const EXCERPT: usize = 160;

/// A text of several paragraphs, with an empty line between them.
#[component]
pub fn Prose(
    text: String,
    /// The class of each paragraph.
    #[prop(optional)]
    class: Option<&'static str>,
) -> impl IntoView {
    let line = |(n, line): (usize, &&str)| {
        let line_break = (n > 0).then(|| view! { <br/> });
        view! { {line_break} {(*line).to_owned()} }
    };
    let paragraph = |lines: &[&str]| {
        let lines = lines.iter().enumerate().map(line).collect_view();
        view! { <p class=class>{lines}</p> }
    };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).map(paragraph).collect_view()
}

/// Returns the beginning of a text on one line, up to the end of a word.
pub fn excerpt(text: &str) -> String {
    let mut excerpt = String::new();
    for word in text.split_whitespace() {
        if excerpt.chars().count() + 1 + word.chars().count() > EXCERPT {
            return format!("{excerpt} …").trim_start().to_owned();
        }
        excerpt = format!("{excerpt} {word}").trim_start().to_owned();
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_with_a_word() {
        assert_eq!(excerpt("Mugs,\nand  plates."), "Mugs, and plates.");
        assert_eq!(excerpt(""), "");
        let long = excerpt(&"handmade ".repeat(30));
        assert!(long.ends_with("handmade …") && long.chars().count() <= EXCERPT + 2, "{long}");
    }

    #[test]
    fn paragraphs_and_lines_are_as_they_were_typed() {
        let text = "Ada & Co\nHarbour 1\n\n\nCall us".to_owned();
        let html = Owner::new().with(|| view! { <Prose text/> }.to_html());
        assert_eq!(html.matches("<p").count(), 2, "{html}");
        assert_eq!(html.matches("<br").count(), 1, "{html}");
        assert!(html.contains("Ada &amp; Co") && html.contains("Call us"), "{html}");
    }
}
