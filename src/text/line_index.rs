//! From byte offsets to lines and columns.

/// A place as people and editors name it. Both count from 1; the column counts Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

impl LineColumn {
    /// The beginning of a text.
    pub const FIRST: Self = Self { line: 1, column: 1 };
}

/// Where the lines of a text begin. Lines end with LF or CRLF; a byte-order mark takes no column.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let after_breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let starts = std::iter::once(first).chain(after_breaks).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
        Self { starts }
    }

    /// The place of byte `offset` of the text that was indexed. An offset past the end is the end.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        self.line_column_after(text, offset, (0, LineColumn::FIRST))
    }

    /// The same, where another place is known already: columns are counted from there if it is before in the same line.
    #[must_use]
    pub fn line_column_after(&self, text: &str, offset: u32, (known, place): (u32, LineColumn)) -> LineColumn {
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line = self.starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = (self.starts[line - 1] as usize).min(offset);
        let is_before = place.line as usize == line && (start..=offset).contains(&(known as usize));
        let (from, columns) = if is_before { (known as usize, place.column as usize) } else { (start, 1) };
        let column = columns + text[from..offset].chars().count();
        LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    /// How many lines there are; a text that ends with a line break has an empty last one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }
}
