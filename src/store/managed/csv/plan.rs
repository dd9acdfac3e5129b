//! What a row asks for, compared with what there is.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    columns::{self, ID, STATE},
    read::CsvRecord,
    rename::{self, Renames},
    report::{RowName, RowNote},
    stock,
};
use crate::{
    model::TimeZone,
    store::{
        managed::{
            Field, FieldKind, ManagedSave, ManagedState, Record, Values, discarded, id, is_free,
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
}

/// The texts of the cells of a row by column, as they are compared.
type Cells<'a> = BTreeMap<&'a str, String>;

impl Sheet {
    /// Returns the id that a row names; empty if it names none.
    pub fn id(&self, row: &CsvRecord) -> String {
        id_of(&self.columns, &row.cells)
    }

    /// Returns the id of the product of a row: the one that the row names, or else the one that the product, which is new,
    /// gets if that is free.
    pub fn wanted_id(&self, row: &CsvRecord, kind: &str) -> String {
        let title = title_field(&self.fields).map(|title| title.name);
        wanted_id(&self.columns, &row.cells, title, kind)
    }

    /// Returns the ids that rows name, each once.
    pub fn ids(&self, rows: &[CsvRecord]) -> Vec<String> {
        let ids: BTreeSet<String> = rows.iter().map(|row| self.id(row)).filter(|id| !id.is_empty()).collect();
        ids.into_iter().collect()
    }

    /// Returns whether the file says which files or pictures products have.
    pub fn has_uploads(&self) -> bool {
        let is_upload = |field: &Field| matches!(field.kind, FieldKind::File | FieldKind::Pictures);
        self.columns.iter().filter_map(|column| self.field_of(column)).any(is_upload)
    }

    /// Returns the field that a column has a value of.
    fn field_of(&self, column: &str) -> Option<&Field> {
        self.fields.iter().find(|field| column.split('.').next() == Some(field.name))
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
        };
        let done = self.cells(row).and_then(|cells| match now {
            Some(now) => self.update(&cells, now, &mut planned),
            None => self.create(&cells, &mut planned),
        });
        if let Err(note) = done {
            planned.plan = Plan::Refuse(vec![note]);
        }
        if let Plan::Save(save) = &planned.plan
            && self.begins_to_be_free(save, now)
        {
            planned.notes.push(RowNote::new("admin-imports-row-free"));
        }
        planned
    }

    /// Returns whether a save makes something free: by a price, or by publishing what has one of zero.
    fn begins_to_be_free(&self, save: &ManagedSave, now: Option<&Record>) -> bool {
        let before = now.map_or(ManagedState::Draft, |now| now.state);
        if save.state.unwrap_or(before) != ManagedState::Published {
            return false;
        }
        match now.filter(|_| before != ManagedState::Published) {
            Some(now) => is_free(&self.fields, &overlaid(&now.values, &save.values)),
            None => is_free(&self.fields, &save.values),
        }
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
        let renames = self.rename(cells, now, &mut changed)?;
        if let Some(field) = stock {
            let discarded = discarded(&self.fields, now, &changed, &renames.pairs.iter().cloned().collect());
            if !discarded.is_empty() {
                let units = Values::stocks_text(&discarded).replace('\n', "; ");
                planned.notes.push(RowNote::new("admin-imports-row-discards").text(units));
            }
            self.change_stock(field, &renames, cells, now, &mut changed, planned)?;
        }
        let state = state(cells)?.filter(|state| *state != now.state);
        if changed.iter().next().is_some() || state.is_some() || !planned.stock.is_empty() {
            let renamed = renames.pairs;
            planned.plan = Plan::Save(ManagedSave { state, renamed, ..ManagedSave::update(&now.id, changed) });
        }
        Ok(())
    }

    /// Returns whether a cell says what a value says. A time is the same with another offset.
    fn is_same(&self, column: &str, cell: &str, value: &str) -> bool {
        let is_time = || self.fields.iter().any(|field| field.name == column && field.kind == FieldKind::DateTime);
        let time = |text| time::parse(text, &self.zone).map(time::text);
        cell == value || is_time() && !cell.is_empty() && time(cell).as_deref() == Some(value)
    }

    /// Returns the names that options get.
    fn rename(&self, cells: &Cells<'_>, now: &Record, changed: &mut Values) -> Result<Renames, RowNote> {
        let Some((field, cell)) = self.renaming(cells) else { return Ok(Renames::default()) };
        let renames = Renames::read(field, cell, now)?;
        let typed = cells.get(field.name).map_or(now.values.get(field.name), String::as_str);
        let options = renames.apply(typed);
        if changed.contains(field.name) || options != now.values.get(field.name) {
            changed.set(field.name, options);
        }
        Ok(renames)
    }

    /// Returns the field whose options a row renames, and the cell that says so.
    fn renaming<'a>(&'a self, cells: &'a Cells<'_>) -> Option<(&'a Field, &'a str)> {
        let field = self.fields.iter().find(|field| matches!(field.kind, FieldKind::Options(_)))?;
        let cell = cells.get(columns::rename_of(field).as_str())?;
        Some((field, cell.as_str())).filter(|(_, cell)| !cell.trim().is_empty())
    }

    /// Returns values in which options have their new names.
    fn renamed(&self, values: &Values, renames: &Renames) -> Values {
        let mut values = values.clone();
        for field in &self.fields {
            if matches!(field.kind, FieldKind::Options(_) | FieldKind::Stock) {
                let text = renames.apply(values.get(field.name));
                values.set(field.name, text);
            }
        }
        values
    }

    fn change_stock(
        &self,
        field: &Field,
        renames: &Renames,
        cells: &Cells<'_>,
        now: &Record,
        changed: &mut Values,
        planned: &mut Planned,
    ) -> Result<(), RowNote> {
        if let Some(cell) = cells.get(field.name) {
            let (before, after) = (self.renamed(&now.values, renames), overlaid(&now.values, changed));
            let compared = stock::compare(field, &self.fields, &renames.apply(cell), &before, &after)?;
            if !compared.new.is_empty() {
                changed.set(field.name, compared.new);
            }
            let column = columns::change_of(field);
            // Who leaves it empty and writes the change knows the difference.
            let is_known = cell.trim().is_empty() && cells.get(column.as_str()).is_some_and(|by| !by.trim().is_empty());
            if !compared.differing.is_empty() && !is_known {
                let note = RowNote::new("admin-imports-row-stock-kept").column(field.name).text(column);
                planned.notes.push(note);
            }
        }
        if let Some(cell) = cells.get(columns::change_of(field).as_str()) {
            let after = overlaid(&now.values, changed);
            planned.stock = stock::changes(field, &option_names(&self.fields, &after), &renames.apply(cell))?;
        }
        Ok(())
    }

    fn create(&self, cells: &Cells<'_>, planned: &mut Planned) -> Result<(), RowNote> {
        if !planned.id.is_empty() && !self.create_unknown {
            return Err(RowNote::new("admin-imports-row-unknown-id").text(&planned.id));
        }
        if let Some((field, _)) = self.renaming(cells) {
            return Err(rename::refusal(field));
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
        let cells = cells.iter().map(|(column, cell)| (*column, cell.as_str()));
        cells.filter(move |(column, _)| self.field_of(column).is_some())
    }
}

/// Returns values with others in their place.
fn overlaid(values: &Values, others: &Values) -> Values {
    let mut values = values.clone();
    others.iter().for_each(|(name, value)| values.set(name, value));
    values
}

/// Returns the id that a row names, of a file with these columns; empty if it names none.
pub(super) fn id_of(columns: &[String], cells: &[String]) -> String {
    text_in(ID, columns, cells)
}

/// Returns the id of the product of a row, of a file with these columns: see [`Sheet::wanted_id`].
pub(super) fn wanted_id(columns: &[String], cells: &[String], title: Option<&str>, kind: &str) -> String {
    match id_of(columns, cells) {
        none if none.is_empty() => {
            id::preferred(&title.map(|title| text_in(title, columns, cells)).unwrap_or_default(), kind)
        }
        id => id,
    }
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
    fn an_empty_stock_beside_a_change_is_not_worth_a_note() {
        let sheet = sheet("id,stock,stock_change", false);
        let notes = |cells: &str| sheet.plan(&row(cells), Some(&mug())).notes.len();
        assert_eq!((notes("mug,,-2"), notes("mug,,")), (0, 1));
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
    fn an_option_is_renamed_with_its_stock() {
        let values = Values::new().with("options", "Blue\nRed").with("stock", "Blue = 3");
        let mug = Record::new("mug", ManagedState::Published, values);
        let sheet = sheet("id,options,options_rename,stock,stock_change", false);
        let planned = sheet.plan(&row("mug,Blue\nRed,Blue = Navy,Blue = 3,Navy = -1"), Some(&mug));
        assert_eq!((planned.stock.as_slice(), planned.notes.len()), (&[("Navy".to_owned(), -1)][..], 0));
        let Plan::Save(save) = planned.plan else { panic!("{planned:?}") };
        assert_eq!(save.values.iter().collect::<Vec<_>>(), [("options", "Navy\nRed")]);
        assert_eq!(save.renamed, [("Blue".to_owned(), "Navy".to_owned())]);
        let unknown = sheet.plan(&row("mug,,Green = Lime,,"), Some(&mug));
        assert!(refused(&unknown).contains("admin-imports-row-no-option"), "{unknown:?}");
        let new = sheet.plan(&row(",,Blue = Navy,,"), None);
        assert!(refused(&new).contains("admin-imports-row-rename"), "{new:?}");
    }

    #[test]
    fn what_becomes_free_is_pointed_out() {
        let fields = vec![Field::text("title"), Field::money("price", Currency::EUR)];
        let is_noted = |columns: &str, cells: &str, now: Option<(ManagedState, &str)>| {
            let columns = columns.split(',').map(str::to_owned).collect();
            let sheet = Sheet { columns, fields: fields.clone(), zone: TimeZone::UTC, create_unknown: false };
            let now = now.map(|(state, price)| Record::new("mug", state, Values::new().with("price", price)));
            let notes = sheet.plan(&row(cells), now.as_ref()).notes;
            format!("{notes:?}").contains("admin-imports-row-free")
        };
        let (draft, live) = (ManagedState::Draft, ManagedState::Published);
        assert!(is_noted("title,price,state", "Mug,0,published", None));
        assert!(!is_noted("title,price,state", "Mug,0,draft", None), "nobody can buy a draft");
        assert!(is_noted("id,state", "mug,published", Some((draft, "0.00"))), "its price is in no column");
        assert!(!is_noted("id,price,state", "mug,9,published", Some((draft, "0.00"))));
        assert!(is_noted("id,price", "mug,0", Some((live, "9.00"))));
        assert!(!is_noted("id,title", "mug,Cup", Some((live, "0.00"))), "it was free before");
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
