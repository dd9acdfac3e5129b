//! The style sheet of the store's components, compiled into the binary.

use super::asset::Asset;
use crate::model::Paths;

/// The imports of `style/store.css` and of `style/components.css`, in order.
const STYLE: &str = concat!(
    include_str!("../../../style/store/defaults.css"),
    include_str!("../../../style/store/tokens.css"),
    include_str!("../../../style/store/foundation.css"),
    include_str!("../../../style/store/buttons.css"),
    include_str!("../../../style/store/forms.css"),
    include_str!("../../../style/store/notices.css"),
    include_str!("../../../style/store/add.css"),
    include_str!("../../../style/store/basket.css"),
    include_str!("../../../style/store/checkout.css"),
    include_str!("../../../style/store/order.css"),
    include_str!("../../../style/store/amounts.css"),
    include_str!("../../../style/store/forced-colors.css"),
);

pub(super) static SHEET: Asset = Asset::css("/pannier.css", STYLE);

/// Returns the URL of the style sheet.
pub(in crate::store) fn path(paths: &Paths) -> String {
    format!("{}{}", paths.prefix, SHEET.url())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn it_is_what_an_import_of_the_file_would_be() {
        let imports_of = |sheet: &'static str| sheet.lines().filter_map(|l| l.split('"').nth(1));
        let imports = imports_of(include_str!("../../../style/store.css"))
            .filter(|import| *import != "components.css")
            .chain(imports_of(include_str!("../../../style/components.css")));
        let source = include_str!("style.rs");
        let included =
            source.lines().filter_map(|l| l.trim().strip_prefix("include_str!(\"../../../style/")?.split('"').next());
        assert!(imports.eq(included));
    }

    /// Returns the tokens that a style sheet sets.
    fn tokens(sheet: &str) -> BTreeSet<&str> {
        let token = regex_lite::Regex::new(r"(--pn-[a-z0-9-]+):").unwrap();
        token.captures_iter(sheet).filter_map(|found| Some(found.get(1)?.as_str())).collect()
    }

    #[test]
    fn the_recipe_has_every_token_and_no_other() {
        let recipe = tokens(include_str!("../../../docs/restyle.md"));
        let ours = tokens(include_str!("../../../style/store/tokens.css"));
        let missing: Vec<_> = ours.difference(&recipe).collect();
        let unknown: Vec<_> = recipe.difference(&ours).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "missing: {missing:?}, unknown: {unknown:?}");
        assert!(ours.contains("--pn-accent"));
    }

    #[test]
    fn every_class_begins_with_pn() {
        let comments = regex_lite::Regex::new(r"(?s)/\*.*?\*/").unwrap();
        let rules = comments.replace_all(super::STYLE, "");
        let class = regex_lite::Regex::new(r"\.([a-zA-Z][\w-]*)").unwrap();
        let classes: BTreeSet<_> = class.captures_iter(&rules).map(|found| found[1].to_owned()).collect();
        let others: Vec<_> = classes.iter().filter(|class| !class.starts_with("pn-")).collect();
        assert!(others.is_empty(), "{others:?}");
        assert!(classes.contains("pn-visually-hidden"));
    }

    /// Returns every style sheet of the repository except the tokens.
    fn sheets() -> Vec<(String, String)> {
        let folder =
            |name| std::fs::read_dir(format!("{}/style/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a folder");
        let sheet = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.expect("a file").path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("a text"))
        };
        ["store", "shop", "admin"]
            .into_iter()
            .flat_map(folder)
            .map(sheet)
            .filter(|(name, _)| name != "tokens.css")
            .collect()
    }

    /// Returns every `property: value;` in the style sheets that `wrong` rejects.
    fn complaints(wrong: impl Fn(&str, &str) -> bool) -> Vec<String> {
        let mut found = Vec::new();
        for (name, sheet) in sheets() {
            for (n, line) in sheet.lines().enumerate() {
                let Some((property, value)) = line.trim().trim_end_matches([';', ',']).split_once(": ") else {
                    continue;
                };
                if wrong(property.trim(), value) {
                    found.push(format!("{name}:{}: {}", n + 1, line.trim()));
                }
            }
        }
        found
    }

    fn has_length(value: &str) -> bool {
        let lengths = regex_lite::Regex::new(r"(^|[\s(-])\d*\.?\d+(px|rem|m?s)\b").unwrap();
        // Lengths that depend on the viewport are allowed.
        lengths.is_match(value) && !value.contains("clamp(")
    }

    #[test]
    fn colours_are_tokens() {
        let raw =
            regex_lite::Regex::new(r"(#[0-9a-f]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|\b(white|black)\b)")
                .unwrap();
        assert_eq!(complaints(|_, value| raw.is_match(value)), Vec::<String>::new());
    }

    #[test]
    fn type_spaces_shapes_and_motion_are_tokens() {
        let tokens = [
            "gap",
            "row-gap",
            "column-gap",
            "font-size",
            "font-weight",
            "border-radius",
            "outline-offset",
            "transition",
        ];
        let wrong = |property: &str, value: &str| {
            let spaced = property.starts_with("padding") || property.starts_with("margin");
            let weight = property == "font-weight" && value.parse::<u32>().is_ok_and(|weight| weight != 400);
            // -1px hides an element; it is not spacing.
            weight || (tokens.contains(&property) || spaced) && has_length(value) && value != "-1px"
        };
        assert_eq!(complaints(wrong), Vec::<String>::new());
    }

    /// A component can have a narrow column of a wide window.
    #[test]
    fn layouts_depend_on_their_container() {
        let of_the_window = super::STYLE.lines().filter(|line| line.starts_with("@media") && line.contains("width"));
        assert_eq!(of_the_window.collect::<Vec<_>>(), ["@media (width < 40rem) {"], "to the edges of a phone");
        assert!(super::STYLE.matches("\n@container (width").count() > 3);
    }

    #[test]
    fn nothing_knows_left_from_right() {
        let physical = regex_lite::Regex::new(r"(^|-)(left|right)($|-)").unwrap();
        let wrong = |property: &str, value: &str| {
            physical.is_match(property)
                || matches!((property, value), ("float" | "clear" | "text-align", "left" | "right"))
        };
        assert_eq!(complaints(wrong), Vec::<String>::new());
    }
}
