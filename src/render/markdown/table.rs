//! Tables written in Markdown.

use super::{Open, Writer};
use crate::note::body::Alignment;

/// Columns of the table that is open, and how far it is.
pub(super) struct Columns<'b> {
    alignments: &'b [Alignment],
    /// The column of the next cell.
    next: usize,
    in_head: bool,
    has_rows: bool,
}

impl<'b> Columns<'b> {
    pub(super) fn new(alignments: &'b [Alignment]) -> Self {
        Self { alignments, next: 0, in_head: false, has_rows: false }
    }
}

impl<'b> Writer<'_, 'b> {
    pub(super) fn table(&mut self, columns: &'b [Alignment], number: u32) -> Open<'b> {
        self.inside.table += 1;
        self.open_tag("<div class=\"table-scroll\"");
        self.out.push_str(" tabindex=\"0\" role=\"region\" aria-label=\"");
        self.context.markup.phrases.table_label.write(&mut self.out, &number.to_string());
        self.out.push_str("\"><table>\n");
        Open::Table(Columns::new(columns))
    }

    pub(super) fn table_head(&mut self) -> Open<'b> {
        self.with_columns(|columns| (columns.next, columns.in_head) = (0, true));
        self.block("<thead>\n<tr", "</tr>\n</thead>\n")
    }

    pub(super) fn table_row(&mut self) -> Open<'b> {
        let mut is_first = false;
        self.with_columns(|columns| {
            is_first = !columns.has_rows;
            (columns.next, columns.in_head, columns.has_rows) = (0, false, true);
        });
        if is_first {
            self.markup("<tbody>\n");
        }
        self.block("<tr", "</tr>\n")
    }

    /// A blank cell in the head names no column, so it is a cell like others.
    pub(super) fn table_cell(&mut self, is_blank: bool) -> Open<'b> {
        let (mut alignment, mut in_head) = (Alignment::None, false);
        self.with_columns(|columns| {
            alignment = columns.alignments.get(columns.next).copied().unwrap_or(Alignment::None);
            in_head = columns.in_head && !is_blank;
            columns.next += 1;
        });
        self.open_tag(if in_head { "<th" } else { "<td" });
        self.out.push_str(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"left\">",
            Alignment::Center => " class=\"center\">",
            Alignment::Right => " class=\"right\">",
        });
        Open::Tag(if in_head { "</th>" } else { "</td>" })
    }

    pub(super) fn end_table(&mut self, columns: &Columns<'_>) {
        self.inside.table -= 1;
        self.markup(if columns.has_rows { "</tbody>\n</table></div>\n" } else { "</table></div>\n" });
    }

    /// The table around the row or cell that begins: at most two elements up.
    fn with_columns(&mut self, change: impl FnOnce(&mut Columns<'b>)) {
        let table = self.open.iter_mut().rev().take(2).find_map(|open| match open {
            Open::Table(columns) => Some(columns),
            _ => None,
        });
        if let Some(columns) = table {
            change(columns);
        }
    }
}
