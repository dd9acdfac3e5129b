//! Reads a CSV file piece by piece, as it arrives.

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::FileProblem;

/// The maximum size of a row in bytes. A quote that is not closed ends there.
const LONGEST_RECORD: usize = 1024 * 1024;
/// The maximum size of the header in bytes.
const LONGEST_HEADER: usize = 64 * 1024;
/// What separates cells. Where the decimal separator is a comma, spreadsheets write semicolons.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The first bytes of workbooks: those of an archive, which `.xlsx` and `.ods` are, and of an `.xls`.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
/// The byte order marks of UTF-16.
const UTF_16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CsvRecord {
    /// The number of its first line.
    pub line: u32,
    /// Its number in a spreadsheet, where the header is row 1 and a cell of several lines is one row.
    pub row: u32,
    pub cells: Vec<String>,
    /// Whether it has no id, and an earlier row has the same title.
    pub again: bool,
}

/// The state between two pieces of a file.
pub(super) struct CsvReader {
    /// What has arrived of the header, until it tells the delimiter.
    head: Option<Vec<u8>>,
    csv: csv_core::Reader,
    /// The text of the cells of the row at hand, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    written: usize,
    ended: usize,
    /// The line at hand, and the first one of the row at hand.
    line: u32,
    begins: u32,
    /// How many line breaks there were inside of rows.
    within: u32,
    /// Whether a row has begun.
    begun: bool,
}

impl CsvReader {
    pub fn new() -> CsvReader {
        CsvReader {
            head: Some(Vec::new()),
            csv: csv_core::Reader::new(),
            text: vec![0; 4096],
            ends: vec![0; 64],
            written: 0,
            ended: 0,
            line: 1,
            begins: 1,
            within: 0,
            begun: false,
        }
    }

    /// Reads the next piece of the file, and adds the rows that are complete.
    pub fn push(&mut self, piece: &[u8], rows: &mut Vec<CsvRecord>) -> Result<(), FileProblem> {
        let Some(head) = &mut self.head else { return self.parse(piece, rows) };
        head.extend_from_slice(piece);
        refuse_other_formats(head)?;
        let complete = first_line(head).is_some_and(|line| line.ends_with(b"\n"));
        if complete {
            return self.begin(rows);
        }
        if head.len() > LONGEST_HEADER { Err(FileProblem::TooLong { line: 1 }) } else { Ok(()) }
    }

    /// Adds the last row.
    pub fn finish(&mut self, rows: &mut Vec<CsvRecord>) -> Result<(), FileProblem> {
        self.begin(rows)?;
        // Between quotes, it ends no row.
        self.parse(b"\n", rows)?;
        if self.begun { Err(FileProblem::OpenQuote { line: self.begins }) } else { Ok(()) }
    }

    /// Reads what has arrived of the header, with the delimiter that it tells.
    fn begin(&mut self, rows: &mut Vec<CsvRecord>) -> Result<(), FileProblem> {
        let Some(head) = self.head.take() else { return Ok(()) };
        let delimiter = first_line(&head).map_or(b',', delimiter);
        self.csv = ReaderBuilder::new().delimiter(delimiter).build();
        self.parse(head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head), rows)
    }

    fn parse(&mut self, mut piece: &[u8], rows: &mut Vec<CsvRecord>) -> Result<(), FileProblem> {
        while !piece.is_empty() {
            let (text, ends) = (&mut self.text[self.written..], &mut self.ends[self.ended..]);
            let (result, read, written, ended) = self.csv.read_record(piece, text, ends);
            self.count(&piece[..read]);
            let ends_line = piece[..read].ends_with(b"\n");
            piece = &piece[read..];
            self.written += written;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
                ReadRecordResult::OutputFull if self.text.len() >= LONGEST_RECORD => {
                    return Err(FileProblem::TooLong { line: self.begins });
                }
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= LONGEST_HEADER => {
                    return Err(FileProblem::TooLong { line: self.begins });
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    rows.push(self.record()?);
                    let lines = self.line.saturating_sub(self.begins);
                    self.within = self.within.saturating_add(lines.saturating_sub(u32::from(ends_line)));
                    (self.written, self.ended, self.begun) = (0, 0, false);
                }
            }
        }
        Ok(())
    }

    /// Counts the lines of what was read.
    fn count(&mut self, read: &[u8]) {
        for byte in read {
            if !self.begun && !matches!(byte, b'\r' | b'\n') {
                (self.begun, self.begins) = (true, self.line);
            }
            if *byte == b'\n' {
                self.line = self.line.saturating_add(1);
            }
        }
    }

    /// Returns the row that is complete.
    fn record(&self) -> Result<CsvRecord, FileProblem> {
        let bytes = &self.text[..self.written];
        let invalid = |valid: usize| {
            let before = bytes[..valid].iter().filter(|byte| **byte == b'\n').count();
            FileProblem::NotUtf8 { line: self.begins.saturating_add(u32::try_from(before).unwrap_or(u32::MAX)) }
        };
        let text = std::str::from_utf8(bytes).map_err(|error| invalid(error.valid_up_to()))?;
        if let Some(at) = text.find('\0') {
            return Err(invalid(at));
        }
        let mut from = 0;
        let mut cell = |end: usize| -> Result<String, FileProblem> {
            // Two bytes of one character in two cells are none.
            let cell = text.get(from..end).ok_or_else(|| invalid(from))?;
            from = end;
            Ok(cell.to_owned())
        };
        let cells = self.ends[..self.ended].iter().map(|end| cell(*end)).collect::<Result<_, _>>()?;
        let row = self.begins.saturating_sub(self.within);
        Ok(CsvRecord { line: self.begins, row, cells, again: false })
    }
}

fn refuse_other_formats(head: &[u8]) -> Result<(), FileProblem> {
    if WORKBOOKS.iter().any(|magic| head.starts_with(magic)) {
        return Err(FileProblem::Workbook);
    }
    // Every other byte of a header is zero in UTF-16, which may have no mark.
    let zero = first_line(head).is_some_and(|line| line.contains(&0));
    if zero || UTF_16.iter().any(|mark| head.starts_with(mark)) { Err(FileProblem::Utf16) } else { Ok(()) }
}

/// Returns the first line that is not empty, and the line break after it if that has arrived.
fn first_line(head: &[u8]) -> Option<&[u8]> {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    head.split_inclusive(|byte| *byte == b'\n').find(|line| line.iter().any(|byte| !matches!(byte, b'\r' | b'\n')))
}

/// Returns what separates the cells of a header: what it has most of, outside of quotes.
fn delimiter(header: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0_usize; DELIMITERS.len()];
    for byte in header {
        quoted ^= *byte == b'"';
        if let Some(which) = DELIMITERS.iter().position(|delimiter| delimiter == byte)
            && !quoted
        {
            counts[which] += 1;
        }
    }
    // Of two as frequent, the first.
    let most = counts.iter().zip(DELIMITERS).rev().max_by_key(|(count, _)| **count);
    most.map_or(b',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a file in pieces of this size.
    fn read_in(size: usize, file: &[u8]) -> Result<Vec<(u32, Vec<String>)>, FileProblem> {
        let (mut reader, mut rows) = (CsvReader::new(), Vec::new());
        for piece in file.chunks(size) {
            reader.push(piece, &mut rows)?;
        }
        reader.finish(&mut rows)?;
        Ok(rows.into_iter().map(|row| (row.line, row.cells)).collect())
    }

    fn read(file: impl AsRef<[u8]>) -> Result<Vec<(u32, Vec<String>)>, FileProblem> {
        let file = file.as_ref();
        let whole = read_in(file.len().max(1), file);
        for size in [1, 2, 3, 7] {
            assert_eq!(read_in(size, file), whole, "in pieces of {size}");
        }
        whole
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn a_row_has_cells_and_a_line() {
        let expected = Ok(vec![
            row(1, &["id", "title"]),
            row(2, &["mug", "A \"mug\""]),
            row(4, &["tea", "two\nlines"]),
            row(6, &["cup", "7\" wide"]),
        ]);
        for delimiter in [",", ";", "\t"] {
            for (begin, end) in [("", "\n"), ("\u{feff}", "\r\n")] {
                let lines = ["id,title", "mug,\"A \"\"mug\"\"\"", "", "tea,\"two\nlines\"", "cup,7\" wide"];
                let file = lines.map(|line| line.replace(',', delimiter)).join(end);
                assert_eq!(read(format!("{begin}{file}{end}")), expected, "{file:?}");
                assert_eq!(read(format!("{begin}{file}")), expected, "without an end: {file:?}");
            }
        }
    }

    #[test]
    fn a_row_of_several_lines_is_one_row_of_a_spreadsheet() {
        for end in ["\n", "\r\n"] {
            let lines = ["id,title", "mug,Mug", "", "tea,\"two\nlines\"", "cup,\"three\r\nmore\r\nlines\"", "jug,Jug"];
            let file = lines.join(end);
            for size in [1, 3, file.len()] {
                let (mut reader, mut rows) = (CsvReader::new(), Vec::new());
                for piece in file.as_bytes().chunks(size) {
                    reader.push(piece, &mut rows).unwrap();
                }
                reader.finish(&mut rows).unwrap();
                let numbers: Vec<(u32, u32)> = rows.iter().map(|row| (row.line, row.row)).collect();
                assert_eq!(numbers, [(1, 1), (2, 2), (4, 4), (6, 5), (9, 6)], "{end:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn the_header_tells_the_delimiter() {
        assert_eq!(read("\"a,b,c\";d\n1,5;2"), Ok(vec![row(1, &["a,b,c", "d"]), row(2, &["1,5", "2"])]));
        assert_eq!(read("title\na;b"), Ok(vec![row(1, &["title"]), row(2, &["a;b"])]));
    }

    #[test]
    fn a_file_in_another_format_is_refused() {
        let utf_16: Vec<u8> = "id,title\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = [b"\xff\xfe".as_slice(), &utf_16].concat();
        let swapped: Vec<u8> = "\u{feff}id\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for file in [utf_16, with_mark, swapped] {
            assert_eq!(read(&file), Err(FileProblem::Utf16), "{file:?}");
        }
        assert_eq!(read(b"PK\x03\x04\x14\x00\x06\x00\n"), Err(FileProblem::Workbook));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        assert_eq!(read(b"title\nTea\nCaf\xe9\n"), Err(FileProblem::NotUtf8 { line: 3 }));
        assert_eq!(read(b"title\n\"Tea\nCaf\xe9\"\n"), Err(FileProblem::NotUtf8 { line: 3 }));
        assert_eq!(read(b"id,title\n\xc3,\xa9\n"), Err(FileProblem::NotUtf8 { line: 2 }));
        assert_eq!(read(b"title\nTea\nA\0B\n"), Err(FileProblem::NotUtf8 { line: 3 }));
    }

    #[test]
    fn a_quote_that_is_not_closed_is_refused_with_the_line_of_its_row() {
        for end in ["", "\n", "\r\n"] {
            assert_eq!(read(format!("title\nTea\n\"Cup{end}")), Err(FileProblem::OpenQuote { line: 3 }));
        }
        let endless = format!("title\n\"{}", "x\n".repeat(LONGEST_RECORD));
        assert_eq!(read_in(8192, endless.as_bytes()), Err(FileProblem::TooLong { line: 2 }));
    }

    #[test]
    fn a_file_may_be_empty() {
        for file in ["", "\n", "\u{feff}\r\n"] {
            assert_eq!(read(file), Ok(Vec::new()), "{file:?}");
        }
    }
}
