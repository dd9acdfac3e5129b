//! Codes as a CSV file, for a mailing.

use super::super::Code;
use crate::{
    model::{TimeZone, Timestamp},
    store::spreadsheet,
};

/// The columns.
const COLUMNS: [&str; 6] = ["code", "label", "off", "from", "until", "uses"];

/// Returns codes as a CSV file (RFC 4180, in UTF-8), with a header: the code, its label, what it takes off, from when
/// until when it can be used (ISO 8601, with the offset in a time zone), and by how many orders. It contains no formulas.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::{NewCode, Off};
///
/// let admin = store.acting(&pannier::Actor::CommandLine);
/// let each = NewCode::new("NEWS", Off::Percent(1000)).label("Thank you");
/// let codes = admin.create_codes("newsletter", 2, &each).await?;
/// let csv = pannier::codes_csv(&codes, store.time_zone());
/// assert!(csv.lines().count() == 3 && csv.contains(",Thank you,10 %,,,1\r\n"), "{csv}");
/// # Ok(())
/// # });
/// ```
pub fn codes_csv(codes: &[Code], zone: &TimeZone) -> String {
    let time = |at: Option<Timestamp>| at.map(|at| zone.iso(at)).unwrap_or_default();
    let record = |code: &Code| {
        let uses = code.most_uses.map(|most| most.to_string()).unwrap_or_default();
        let off = code.off.to_string();
        [&code.code, &code.label, &off, &time(code.from_at), &time(code.until_at), &uses]
            .map(|text| spreadsheet::cell(text))
    };
    let records = codes.iter().map(record);
    let written = spreadsheet::lines(std::iter::once(COLUMNS.map(str::to_owned)).chain(records));
    let bytes = written.expect("nothing fails to be written to memory");
    format!("{}{}", spreadsheet::BYTE_ORDER_MARK, String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::{Off, code::tests::code},
        *,
    };

    #[test]
    fn no_label_is_a_formula() {
        let code = Code { label: "=1+2".into(), most_uses: Some(1), ..code(Off::FreeShipping) };
        let csv = codes_csv(&[code], &TimeZone::UTC);
        assert_eq!(csv, "\u{feff}code,label,off,from,until,uses\r\nWELCOME10,'=1+2,free shipping,,,1\r\n");
    }
}
