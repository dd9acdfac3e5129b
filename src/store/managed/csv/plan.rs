//! What a row asks for, compared with what there is.

use std::collections::BTreeMap;

use super::{
    columns::{self, ID, STATE},
    read::CsvRecord,
    report::{RowName, RowNote},
    stock,
};
use crate::{
    model::TimeZone,
    store::{
        managed::{
            Field, FieldKind, ManagedSave, ManagedState, Record, Values, is_free,
            row::title_field,
            stock::{option_names, stock_field},
            time,
        },
        spreadsheet,
    },
};

/// The header of a file, and what it is about.
pub(super) struct Sheet {
    /// The names of the columns; empty for one that is left out.
    pub columns: Vec<String>,
    pub fields: Vec<Field>,
    /// In which times without an offset are.
    pub zone: TimeZone,
    /// Whether a row whose id is unknown creates a product.
    pub create_unknown: bool,
}

/// What is to be done for a row.
#[derive(Debug)]
pub(super) enum Plan {
    /// Nothing, because it cannot be done.
    Refuse(Vec<RowNote>),
    /// Nothing, because all is so already.
    Keep,
    Save(ManagedSave),
}

/// What a row asks for.
#[derive(Debug)]
pub(super) struct Planned {
    pub line: u32,
    pub name: RowName,
    /// The id that the row names, which may be empty.
    pub id: String,
    pub plan: Plan,
    /// The options, named `""` for the product itself, whose stock is to change, and by how much.
    pub stock: Vec<(String, i64)>,
    /// What there is to know about it, if it is not refused.
    pub notes: Vec<RowNote>,
    /// Whether an earlier row is about the same product.
    pub again: bool,
}

/// The texts of the cells of a row by column, as they are compared.
type Cells<'a> = BTreeMap<&'a str, String>;

impl Sheet {
    /// Returns the id that a row names; empty if it names none.
    pub fn id(&self, row: &CsvRecord) -> String {
        id_of(&self.columns, &row.cells)
    }

    /// Returns how people find a row: by its number in a spreadsheet, and its title, or else that of its product.
    fn name(&self, row: &CsvRecord, now: Option<&Record>) -> RowName {
        let typed = title_field(&self.fields).map(|title| text_in(title.name, &self.columns, &row.cells));
        let of_product = || now.map(|now| now.title(&self.fields).to_owned());
        let title = typed.filter(|title| !title.is_empty()).or_else(of_product).unwrap_or_default();
        RowName::new(row.row, &title)
    }

    /// Returns what a row asks for. `now` is the product that it names, if there is one.
    pub fn plan(&self, row: &CsvRecord, now: Option<&Record>) -> Planned {
        let mut planned = Planned {
            line: row.line,
            name: self.name(row, now),
            id: self.id(row),
            plan: Plan::Keep,
            stock: Vec::new(),
            notes: Vec::new(),
            again: row.again,
        };
        let done = self.cells(row).and_then(|cells| match now {
            Some(now) => self.update(&cells, now, &mut planned),
            None => self.create(&cells, &mut planned),
        });
        if let Err(note) = done {
            planned.plan = Plan::Refuse(vec![note]);
        }
        if let Plan::Save(save) = &planned.plan
            && save.state.or(now.map(|now| now.state)) == Some(ManagedState::Published)
            && is_free(&self.fields, &save.values)
        {
            planned.notes.push(RowNote::new("admin-imports-row-free"));
        }
        planned
    }

    /// Returns the cells of a row, if it has one for each column.
    fn cells(&self, row: &CsvRecord) -> Result<Cells<'_>, RowNote> {
        if row.cells.len() < self.columns.len() {
            let found = format!("{}/{}", row.cells.len(), self.columns.len());
            return Err(RowNote::new("admin-imports-row-too-short").text(found));
        }
        let named = |at: usize| self.columns.get(at).filter(|column| !column.is_empty());
        let lost = row.cells.iter().enumerate().find(|(at, cell)| named(*at).is_none() && !cell.trim().is_empty());
        if let Some((_, cell)) = lost {
            return Err(RowNote::new("admin-imports-row-no-column").text(cell.chars().take(60).collect::<String>()));
        }
        let cells = self.columns.iter().zip(&row.cells).filter(|(column, _)| !column.is_empty());
        Ok(cells.map(|(column, cell)| (column.as_str(), spreadsheet::text(cell).replace("\r\n", "\n"))).collect())
    }

    fn update(&self, cells: &Cells<'_>, now: &Record, planned: &mut Planned) -> Result<(), RowNote> {
        let mut changed = Values::new();
        let stock = stock_field(&self.fields);
        for (column, cell) in self.values(cells) {
            let is_stock = stock.is_some_and(|field| field.name == column);
            if !is_stock && !self.is_same(column, cell, now.values.get(column)) {
                changed.set(column, cell);
            }
        }
        if let Some(field) = stock {
            self.change_stock(field, cells, now, &mut changed, planned)?;
        }
        let state = state(cells)?.filter(|state| *state != now.state);
        if changed.iter().next().is_some() || state.is_some() || !planned.stock.is_empty() {
            let save = ManagedSave::update(&now.id, changed);
            planned.plan = Plan::Save(ManagedSave { state, ..save });
        }
        Ok(())
    }

    /// Returns whether a cell says what a value says. A time is the same with another offset.
    fn is_same(&self, column: &str, cell: &str, value: &str) -> bool {
        let is_time = || self.fields.iter().any(|field| field.name == column && field.kind == FieldKind::DateTime);
        let time = |text| time::parse(text, &self.zone).map(time::text);
        cell == value || is_time() && !cell.is_empty() && time(cell).as_deref() == Some(value)
    }

    fn change_stock(
        &self,
        field: &Field,
        cells: &Cells<'_>,
        now: &Record,
        changed: &mut Values,
        planned: &mut Planned,
    ) -> Result<(), RowNote> {
        if let Some(cell) = cells.get(field.name) {
            let mut after = now.values.clone();
            changed.iter().for_each(|(name, value)| after.set(name, value));
            let compared = stock::compare(field, &self.fields, cell, &now.values, &after)?;
            if !compared.new.is_empty() {
                changed.set(field.name, compared.new);
            }
            if !compared.differing.is_empty() {
                let column = columns::change_of(field);
                let note = RowNote::new("admin-imports-row-stock-kept").column(field.name).text(column);
                planned.notes.push(note);
            }
        }
        if let Some(cell) = cells.get(columns::change_of(field).as_str()) {
            let mut after = now.values.clone();
            changed.iter().for_each(|(name, value)| after.set(name, value));
            planned.stock = stock::changes(field, &option_names(&self.fields, &after), cell)?;
        }
        Ok(())
    }

    fn create(&self, cells: &Cells<'_>, planned: &mut Planned) -> Result<(), RowNote> {
        if !planned.id.is_empty() && !self.create_unknown {
            return Err(RowNote::new("admin-imports-row-unknown-id").text(&planned.id));
        }
        if let Some(field) = stock_field(&self.fields) {
            let change = columns::change_of(field);
            if cells
                .get(change.as_str())
                .is_some_and(|cell| !stock::changes(field, &[], cell).is_ok_and(|by| by.is_empty()))
            {
                return Err(RowNote::new("admin-imports-row-new-stock").column(change).text(field.name));
            }
        }
        let values = self.values(cells).map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect();
        let save = ManagedSave { state: state(cells)?, ..ManagedSave::create(values) };
        planned.plan = Plan::Save(match planned.id.as_str() {
            "" => save,
            id => save.wanted_id(id),
        });
        Ok(())
    }

    /// Returns the cells that are values of fields.
    fn values<'a>(&'a self, cells: &'a Cells<'_>) -> impl Iterator<Item = (&'a str, &'a str)> {
        let change = stock_field(&self.fields).map(columns::change_of);
        let cells = cells.iter().map(|(column, cell)| (*column, cell.as_str()));
        cells.filter(move |(column, _)| *column != ID && *column != STATE && Some(*column) != change.as_deref())
    }
}

/// Returns the id that a row names, of a file with these columns; empty if it names none.
pub(super) fn id_of(columns: &[String], cells: &[String]) -> String {
    text_in(ID, columns, cells)
}

/// Returns the text of a row in a column, of a file with these columns; empty if there is none.
fn text_in(column: &str, columns: &[String], cells: &[String]) -> String {
    let cell = columns.iter().position(|name| name == column).and_then(|at| cells.get(at));
    cell.map(|cell| spreadsheet::text(cell.trim())).unwrap_or_default()
}

/// Returns the state that a row asks for.
fn state(cells: &Cells<'_>) -> Result<Option<ManagedState>, RowNote> {
    let cell = cells.get(STATE).map_or("", |cell| cell.trim());
    if cell.is_empty() {
        return Ok(None);
    }
    match cell.to_ascii_lowercase().parse() {
        Ok(state) => Ok(Some(state)),
        Err(_) => Err(RowNote::new("admin-imports-row-state").column(STATE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn sheet(columns: &str, create_unknown: bool) -> Sheet {
        let fields =
            vec![Field::text("title").required(), Field::options("options", Currency::EUR), Field::stock("stock")];
        Sheet { columns: columns.split(',').map(str::to_owned).collect(), fields, zone: TimeZone::UTC, create_unknown }
    }

    fn row(cells: &str) -> CsvRecord {
        CsvRecord { line: 3, row: 2, cells: cells.split(',').map(str::to_owned).collect(), again: false }
    }

    fn mug() -> Record {
        Record::new("mug", ManagedState::Published, Values::new().with("title", "-5 Mug").with("stock", "3"))
    }

    /// What is said of a row that is refused.
    fn refused(planned: &Planned) -> String {
        match &planned.plan {
            Plan::Refuse(notes) => format!("{notes:?}"),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn a_row_as_it_was_exported_asks_for_nothing() {
        let sheet = sheet("id,state,title,options,stock,stock_change", false);
        let planned = sheet.plan(&row("mug,published,'-5 Mug,,3,"), Some(&mug()));
        assert!(matches!(planned.plan, Plan::Keep) && planned.notes.is_empty(), "{planned:?}");
    }

    #[test]
    fn a_time_is_the_same_with_another_offset() {
        let columns = ["id", "from"].map(str::to_owned).to_vec();
        let fields = vec![Field::text("title").required(), Field::date_time("from")];
        let sheet = Sheet { columns, fields, zone: "Europe/Berlin".parse().unwrap(), create_unknown: false };
        let values = Values::new().with("title", "Mug").with("from", "2026-12-24T18:00Z");
        let mug = Record::new("mug", ManagedState::Published, values);
        for same in ["2026-12-24T19:00:00+01:00", "2026-12-24T18:00Z", "24.12.2026 19:00"] {
            let planned = sheet.plan(&row(&format!("mug,{same}")), Some(&mug));
            assert!(matches!(planned.plan, Plan::Keep), "{planned:?}");
        }
        for other in ["24.12.2026 18:00", "", "soon"] {
            let planned = sheet.plan(&row(&format!("mug,{other}")), Some(&mug));
            assert!(matches!(planned.plan, Plan::Save(_)), "{planned:?}");
        }
    }

    #[test]
    fn a_row_is_named_by_its_title_or_that_of_its_product() {
        let name = |columns: &str, cells: &str| sheet(columns, false).plan(&row(cells), Some(&mug())).name;
        assert_eq!(name("id,title", "mug,Cup"), RowName::new(2, "Cup"));
        assert_eq!(name("id,title", "mug,'-5 Cup"), RowName::new(2, "-5 Cup"));
        assert_eq!(name("id,title", "mug, "), RowName::new(2, "-5 Mug"));
        assert_eq!(name("id,state", "mug,draft"), RowName::new(2, "-5 Mug"));
    }

    #[test]
    fn a_row_changes_the_columns_that_are_there() {
        let planned = sheet("title,id,state", false).plan(&row("Cup,mug,Draft"), Some(&mug()));
        let Plan::Save(save) = planned.plan else { panic!("{planned:?}") };
        assert_eq!((save.id.as_deref(), save.state), (Some("mug"), Some(ManagedState::Draft)));
        assert_eq!(save.values.iter().collect::<Vec<_>>(), [("title", "Cup")]);
    }

    #[test]
    fn a_row_sets_no_stock_and_changes_it() {
        let sheet = sheet("id,stock,stock_change", false);
        let planned = sheet.plan(&row("mug,7,-2"), Some(&mug()));
        assert!(format!("{:?}", planned.notes).contains("admin-imports-row-stock-kept"), "{planned:?}");
        assert_eq!(planned.stock, [(String::new(), -2)]);
        let Plan::Save(save) = planned.plan else { panic!("{planned:?}") };
        assert_eq!(save.values.iter().next(), None);
    }

    #[test]
    fn a_stock_is_changed_of_an_option_however_it_is_capitalized() {
        let mug = Record::new("mug", ManagedState::Published, Values::new().with("options", "Blue\nRed"));
        let planned = sheet("id,stock_change", false).plan(&row("mug,bLUE = 2\nRed = -1"), Some(&mug));
        assert_eq!(planned.stock, [("Blue".to_owned(), 2), ("Red".to_owned(), -1)]);
        let twice = sheet("id,stock_change", false).plan(&row("mug,Blue = 2\nblue = 2"), Some(&mug));
        assert!(refused(&twice).contains("admin-imports-row-change"), "{twice:?}");
    }

    #[test]
    fn a_row_without_an_id_creates_and_so_does_one_of_another_shop() {
        let new = sheet("id,title,stock", false).plan(&row(",Cup,3"), None);
        let Plan::Save(save) = new.plan else { panic!("{new:?}") };
        assert_eq!((save.id, save.wanted_id, save.values.get("stock")), (None, None, "3"));
        let unknown = sheet("id,title", false).plan(&row("cup,Cup"), None);
        assert!(refused(&unknown).contains("admin-imports-row-unknown-id"), "{unknown:?}");
        let moved = sheet("id,title", true).plan(&row("cup,Cup"), None);
        let Plan::Save(save) = moved.plan else { panic!("{moved:?}") };
        assert_eq!((save.id, save.wanted_id.as_deref()), (None, Some("cup")));
    }

    #[test]
    fn a_row_that_does_not_fit_the_header_is_refused() {
        let sheet = sheet("id,title,,", false);
        for (cells, message) in [("mug,Cup,,,x", "no-column"), ("mug,Cup,y,", "no-column"), ("mug,Cup", "too-short")] {
            let planned = sheet.plan(&row(cells), Some(&mug()));
            assert!(refused(&planned).contains(message), "{planned:?}");
        }
        assert!(matches!(sheet.plan(&row("mug,-5 Mug,, ,"), Some(&mug())).plan, Plan::Keep));
    }

    #[test]
    fn a_state_and_the_stock_of_what_is_new_are_checked() {
        let planned = sheet("id,state", false).plan(&row("mug,for sale"), Some(&mug()));
        assert!(refused(&planned).contains("admin-imports-row-state"), "{planned:?}");
        let planned = sheet("title,stock_change", false).plan(&row("Cup,+5"), None);
        assert!(refused(&planned).contains("admin-imports-row-new-stock"), "{planned:?}");
    }
}
